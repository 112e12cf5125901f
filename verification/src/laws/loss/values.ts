import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { closedForms, criticOf, type Expected, generatorOf } from "./closed-forms.ts";
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

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** A loss that float32 cannot hold is to be infinite, with its sign. */
function compare(what: string, found: number, { value, error }: Expected): Measurement {
  return Math.abs(value) <= LARGEST
    ? { observed: Math.abs(found - value), allowed: error, what }
    : { observed: found === Math.sign(value) * Infinity ? 0 : 1, allowed: 0, what: `${what}, beyond float32` };
}

async function againstClosedForms(subject: LossSubject, { real, fake }: ScoresCase): Promise<readonly Measurement[]> {
  const form = closedForms[subject.name];
  return [
    compare("the critic's loss", await criticLoss(subject, real, fake), criticOf(form, real, fake)),
    compare("the generator's loss", await generatorLoss(subject, fake), generatorOf(form, fake)),
  ];
}

/** The loss is what its name says. */
export const closedFormValue: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "closed-form",
  statement: "The critic's and the generator's loss are the closed forms of their papers, in float64.",
  source: "closed-forms.ts, by loss: Goodfellow (2014), Mao (2017), Arjovsky (2017), Miyato (2018)",
  cases: scoresCase(),
  labels: scoresLabels,
  measure: againstClosedForms,
});

/** A critic that is very sure must not stop training. */
export const extremeScores: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "extreme-scores",
  statement: "So they are for scores up to 1e30, as far as the closed form is a float32.",
  source: "log(sigmoid(f) + 1e-8), as in mimicry, ends at 18.4; log(sigmoid(f)) at infinity",
  cases: scoresCase(fc.oneof(quarter, fc.constantFrom(1e4, -1e4, 1e30, -1e30, -90, 90, 500, -500).map(Math.fround))),
  labels: (given) => [
    ...scoresLabels(given),
    ...([...given.real, ...given.fake].some((x) => Math.abs(x) > 1e29) ? ["has a score of 1e30"] : []),
  ],
  measure: againstClosedForms,
});

/** A loss is a mean over each batch. */
export const isMean: Law<LossSubject> = defineLaw<LossSubject, ScoresCase & { readonly copies: number }>({
  name: "is-a-mean",
  statement: "A batch said several times over, or in another order, has the same loss.",
  source: "expectations in the papers; a sum trains at another rate for each batch size",
  cases: fc.record({ ...scoresParts(), copies: fc.integer({ min: 2, max: 4 }) }),
  labels: scoresLabels,
  measure: async (subject, { real, fake, copies }) => {
    const form = closedForms[subject.name];
    const repeated = (scores: readonly number[]): readonly number[] =>
      Array.from({ length: copies }, () => scores).flat();
    const critic = await criticLoss(subject, real, fake);
    const generator = await generatorLoss(subject, fake);
    const [own, ownGenerator] = [criticOf(form, real, fake).error, generatorOf(form, fake).error];
    const [reals, fakes] = [repeated(real), repeated(fake)];
    return [
      {
        observed: Math.abs((await criticLoss(subject, reals, fake)) - critic),
        allowed: own + criticOf(form, reals, fake).error,
        what: "the critic's loss of a repeated real batch",
      },
      {
        observed: Math.abs((await criticLoss(subject, real, fakes)) - critic),
        allowed: own + criticOf(form, real, fakes).error,
        what: "the critic's loss of a repeated fake batch",
      },
      {
        observed: Math.abs((await generatorLoss(subject, fakes)) - generator),
        allowed: ownGenerator + generatorOf(form, fakes).error,
        what: "the generator's loss of a repeated batch",
      },
      {
        observed: Math.abs((await criticLoss(subject, real.toReversed(), fake.toReversed())) - critic),
        allowed: 2 * own,
        what: "the critic's loss of batches in reverse order",
      },
      {
        observed: Math.abs((await generatorLoss(subject, fake.toReversed())) - generator),
        allowed: 2 * ownGenerator,
        what: "the generator's loss of a batch in reverse order",
      },
    ];
  },
});
