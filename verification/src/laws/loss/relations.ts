import type { LossName } from "@lipschitz-gan/training";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { closedForms, criticOf, generatorOf } from "./closed-forms.ts";
import {
  criticLoss,
  generatorLoss,
  quarter,
  type ScoresCase,
  scoresCase,
  scoresLabels,
  scoresParts,
} from "./scores.ts";
import type { LossSubject } from "./subject.ts";

/** Two pairs of batches. */
interface TwiceCase {
  readonly one: ScoresCase;
  readonly other: ScoresCase;
}

const twice = fc.record({ one: scoresCase(), other: scoresCase() });
const labels = ({ one, other }: TwiceCase): readonly string[] => [
  ...new Set([...scoresLabels(one), ...scoresLabels(other)]),
];

/** Real and fake scores do not meet: their batches may differ in size, and sample i is not paired with sample i. */
export const separable: Law<LossSubject> = defineLaw<LossSubject, TwiceCase>({
  name: "separable",
  statement: "critic(r, f) + critic(r′, f′) = critic(r, f′) + critic(r′, f), whatever the sizes.",
  source: "every loss here is an expectation over real plus one over fake samples",
  cases: twice,
  labels,
  measure: async (subject, { one, other }) => {
    const form = closedForms[subject.name];
    const pairs = [
      [one.real, one.fake],
      [other.real, other.fake],
      [one.real, other.fake],
      [other.real, one.fake],
    ] as const;
    const values = await Promise.all(pairs.map(([real, fake]) => criticLoss(subject, real, fake)));
    const [a = 0, b = 0, c = Number.NaN, d = 0] = values;
    const allowed = pairs.reduce((sum, [real, fake]) => sum + criticOf(form, real, fake).error, 0);
    return [{ observed: Math.abs(a + b - (c + d)), allowed, what: "the sums of the losses" }];
  },
});

/** How the generator's loss follows from the critic's: the negative of its part, or the part of the real samples. */
const generatorIs: Readonly<Partial<Record<LossName, "negated fake part" | "real part">>> = {
  minimax: "negated fake part",
  "non-saturating": "real part",
  lsgan: "real part",
  wgan: "real part",
};

/** Who plays which game. */
export const generatorFollows: Law<LossSubject> = defineLaw<LossSubject, TwiceCase>({
  name: "generator-follows",
  statement:
    "In minimax the generator's loss is the negative of what its samples add to the critic's; else (but for hinge) what they would add as real ones.",
  source: "Goodfellow et al. (2014), eq. 1 and section 3; a saturating generator is minimax's",
  appliesTo: ({ name }) => generatorIs[name] !== undefined,
  cases: twice,
  labels,
  measure: async (subject, { one, other }) => {
    const form = closedForms[subject.name];
    const isMinimax = generatorIs[subject.name] === "negated fake part";
    const critics = isMinimax
      ? ([
          [one.real, one.fake],
          [one.real, other.fake],
        ] as const)
      : ([
          [one.fake, one.real],
          [other.fake, one.real],
        ] as const);
    const [a = 0, b = 0] = await Promise.all(critics.map(([real, fake]) => criticLoss(subject, real, fake)));
    const [g, h] = [await generatorLoss(subject, one.fake), await generatorLoss(subject, other.fake)];
    const allowed =
      critics.reduce((sum, [real, fake]) => sum + criticOf(form, real, fake).error, 0) +
      generatorOf(form, one.fake).error +
      generatorOf(form, other.fake).error;
    const difference = isMinimax ? b - a : a - b;
    return [
      {
        observed: Math.abs(g - h - difference),
        allowed,
        what: "difference of two generator losses against the critic's",
      },
    ];
  },
});

/** What exchanges real and fake. */
function reflected(name: LossName, scores: readonly number[]): readonly number[] {
  return scores.map((x) => (name === "lsgan" ? 1 - x : -x));
}

/** The critic does not prefer one side. */
export const mirrorSymmetry: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "mirror-symmetry",
  statement: "critic(r, f) = critic(−f, −r), and critic(1 − f, 1 − r) for least squares.",
  source: "real and fake change their parts when D becomes 1 − D",
  cases: scoresCase(quarter), // for which 1 - x is exact
  labels: scoresLabels,
  measure: async (subject, { real, fake }) => {
    const found = await criticLoss(subject, reflected(subject.name, fake), reflected(subject.name, real));
    return [
      {
        observed: Math.abs(found - (await criticLoss(subject, real, fake))),
        allowed: 0, // the same terms in the same order, and a sum of two does not know which is first
        what: "the mirrored loss",
      },
    ];
  },
});

interface ShiftedCase extends ScoresCase {
  readonly shift: number;
}

/** A distance does not see where its points lie. */
export const wassersteinShift: Law<LossSubject> = defineLaw<LossSubject, ShiftedCase>({
  name: "wasserstein-shift",
  statement:
    "Wasserstein: critic(r + t, f + t) = critic(r, f) = −critic(f, r), and generator(f + t) = generator(f) − t.",
  source: "Arjovsky, Chintala & Bottou (2017), eq. 2: a difference of expectations",
  appliesTo: ({ name }) => name === "wgan",
  cases: fc.record({ ...scoresParts(quarter), shift: fc.integer({ min: -8, max: 8 }) }),
  labels: scoresLabels,
  measure: async (subject, { real, fake, shift }) => {
    const form = closedForms[subject.name];
    const moved = (scores: readonly number[]): readonly number[] => scores.map((x) => x + shift); // exact for quarters
    const plain = await criticLoss(subject, real, fake);
    const error = criticOf(form, real, fake).error;
    return [
      {
        observed: Math.abs((await criticLoss(subject, moved(real), moved(fake))) - plain),
        allowed: error + criticOf(form, moved(real), moved(fake)).error,
        what: "the critic's loss of shifted scores",
      },
      {
        observed: Math.abs((await criticLoss(subject, fake, real)) + plain),
        allowed: error + criticOf(form, fake, real).error,
        what: "the critic's loss of exchanged batches",
      },
      {
        observed: Math.abs(
          (await generatorLoss(subject, moved(fake))) - ((await generatorLoss(subject, fake)) - shift),
        ),
        allowed: generatorOf(form, moved(fake)).error + generatorOf(form, fake).error,
        what: "the generator's loss of shifted scores",
      },
    ];
  },
});

/** Outside its margin the hinge is content. */
export const hingeMargin: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "hinge-margin",
  statement: "Hinge: the critic's loss is exactly 0 once every real score is 1 or more and every fake one −1 or less.",
  source: "Miyato et al. (2018), eq. 16",
  appliesTo: ({ name }) => name === "hinge",
  cases: scoresCase(quarter).map(({ real, fake }) => ({
    real: real.map((x) => 1 + Math.abs(x)),
    fake: fake.map((x) => -1 - Math.abs(x)),
  })),
  labels: scoresLabels,
  measure: async (subject, { real, fake }) => [
    { observed: Math.abs(await criticLoss(subject, real, fake)), allowed: 0, what: "the critic's loss" },
  ],
});

interface MovedCase extends ScoresCase {
  /** By how much scores rise. */
  readonly rise: number;
}

/** Between which scores each loss falls as its scores rise; for least squares only up to its target. */
function clamped(
  name: LossName,
  { real, fake, rise }: MovedCase,
): { real: number[]; fakeOfCritic: number[]; fake: number[] } {
  const [toOne, fromZero] = [(x: number): number => Math.min(x, 1 - rise), (x: number): number => Math.max(x, 0)];
  if (name !== "lsgan") return { real: [...real], fakeOfCritic: [...fake], fake: [...fake] };
  return { real: real.map(toOne), fakeOfCritic: fake.map(fromZero), fake: fake.map(toOne) };
}

/** Signs are the commonest mistake. */
export const monotone: Law<LossSubject> = defineLaw<LossSubject, MovedCase>({
  name: "monotone",
  statement:
    "The critic's loss falls as real scores rise, and rises as fake ones do; the generator's falls as fake scores rise (least squares: up to its targets).",
  source: "the critic tells real from fake, and the generator is to be taken for real",
  cases: fc.record({ ...scoresParts(quarter), rise: fc.constantFrom(1, 0.25, 4) }),
  labels: scoresLabels,
  measure: async (subject, given) => {
    const { real, fakeOfCritic, fake } = clamped(subject.name, given);
    const up = (scores: readonly number[]): readonly number[] => scores.map((x) => x + given.rise);
    const rises = async (what: string, before: Batches, after: Batches, sign: 1 | -1): Promise<Measurement> => ({
      observed: sign * ((await criticLoss(subject, ...after)) - (await criticLoss(subject, ...before))),
      allowed: 0, // rounding keeps the order of numbers, and so do sums and means of rounded terms
      what: `by how much the critic's loss ${sign === 1 ? "rises" : "falls"} as ${what} scores rise`,
    });
    return [
      await rises("real", [real, fakeOfCritic], [up(real), fakeOfCritic], 1),
      await rises("fake", [real, fakeOfCritic], [real, up(fakeOfCritic)], -1),
      {
        observed: (await generatorLoss(subject, up(fake))) - (await generatorLoss(subject, fake)),
        allowed: 0,
        what: "by how much the generator's loss rises as its scores do",
      },
    ];
  },
});

type Batches = readonly [real: readonly number[], fake: readonly number[]];
