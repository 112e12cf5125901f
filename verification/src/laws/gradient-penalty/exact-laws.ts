import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type NetCase, netCase, netLabels, netModel, netSample } from "./net-case.ts";
import { type OptionsCase, optionsCase } from "./options-case.ts";
import { type PenaltyFound, penaltyOf } from "./penalty-run.ts";
import type { PenaltyOptions, GradientPenaltySubject } from "./subject.ts";

interface ExactCase {
  readonly net: NetCase;
  readonly options: OptionsCase;
  readonly batch: BatchCase;
  readonly seed: number;
  /** Of a power of two. */
  readonly exponent: number;
}

const exponents = fc.constantFrom(1, -1, 2, -3, 6, -8);
const cases: fc.Arbitrary<ExactCase> = fc.record({
  net: netCase(),
  options: optionsCase(),
  batch: batchCase({ maxBatchSize: 4 }),
  seed: fc.nat(1e6),
  exponent: exponents,
});

const labels = ({ net, options, batch, exponent }: ExactCase): readonly string[] => [
  ...netLabels(net),
  ...batchLabels(batch),
  `sides: ${options.sided}`,
  `power of two: ${exponent > 0 ? "above" : "below"} one`,
];

const FIRST_FAKE_SEED = 2e6;

interface Changes {
  readonly options?: PenaltyOptions;
  /** Factor on the critic. */
  readonly factor?: number;
  /** Step of the random stream. */
  readonly step?: number;
}

/** The penalty of a case, with some of it changed. */
async function found(subject: GradientPenaltySubject, given: ExactCase, changes: Changes = {}): Promise<PenaltyFound> {
  const { net, batch, seed } = given;
  const { options = given.options, factor = 1, step = 1 } = changes;
  const model = netModel(net);
  tf.tidy(() => {
    const last = model.weights.at(-1);
    last?.write(tf.mul(last.read(), factor));
  });
  const sample = netSample(net);
  // Above all seeds of real batches: where a real sample is the fake one, there is only one point between them.
  const fake: BatchCase = { ...batch, entries: { seed: seed + FIRST_FAKE_SEED }, hasDuplicates: false, hasZero: false };
  const random = createRng(seed).stream("penalty", step);
  const batches = { real: batchOf(batch, sample), fake: batchOf(fake, sample) };
  return penaltyOf({ constraint: subject.make(options), model, ...batches, random });
}

const flat = ({ value, gradients }: PenaltyFound): number[] => [
  value,
  ...[...gradients.values()].flatMap((gradient) => Array.from(gradient)),
];

/** How many numbers differ. */
function differing(a: readonly number[], b: readonly number[]): number {
  return a.filter((x, i) => x !== b[i]).length + Math.abs(a.length - b.length);
}

/** λ is a factor. */
export const linearInLambda: Law<GradientPenaltySubject> = defineLaw({
  name: "linear-in-lambda",
  statement: "With 2^j λ the penalty and its gradient are 2^j times what they are with λ, bit by bit.",
  source: "Gulrajani et al. (2017), equation 3; a power of two only moves the exponent",
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: ExactCase): Promise<Measurement[]> => {
    const { options, exponent } = given;
    const before = flat(await found(subject, given));
    const after = flat(
      await found(subject, given, { options: { ...options, lambda: options.lambda * 2 ** exponent } }),
    );
    const expected = before.map((x) => x * 2 ** exponent);
    return [{ observed: differing(after, expected), allowed: 0, what: `numbers off after λ times 2^${exponent}` }];
  },
});

/** Critic and target in another unit. */
export const scaleOfTheCritic: Law<GradientPenaltySubject> = defineLaw({
  name: "scale-of-the-critic",
  statement: "For the critic 2^j D and the target 2^j k it is 4^j times as large, bit by bit.",
  source: "‖∇(cD)‖ = c ‖∇D‖; an epsilon within the root (compare_gan's 1e-4) breaks it",
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: ExactCase): Promise<Measurement[]> => {
    const factor = 2 ** given.exponent;
    const before = await found(subject, given);
    const options = { ...given.options, k: given.options.k * factor };
    const after = await found(subject, given, { factor, options });
    const off = differing([after.value], [before.value * factor ** 2]);
    return [{ observed: off, allowed: 0, what: `${after.value} against ${before.value * factor ** 2}` }];
  },
});

/** Randomness is an argument. */
export const ownStream: Law<GradientPenaltySubject> = defineLaw({
  name: "own-stream",
  statement: "The same stream gives the same points and the same bits; the stream of another step gives other points.",
  source: "PenaltyContext.random: random numbers of this step",
  share: 0.5,
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: ExactCase): Promise<Measurement[]> => {
    const first = await found(subject, given);
    const again = await found(subject, given);
    const other = await found(subject, given, { step: 2 });
    const isMoved = differing(first.points.flat(), other.points.flat()) > 0;
    return [
      { observed: differing(flat(first), flat(again)), allowed: 0, what: "numbers that differ for one stream" },
      { observed: differing(first.points.flat(), again.points.flat()), allowed: 0, what: "points that differ for one stream" }, // prettier-ignore
      { observed: isMoved ? 0 : 1, allowed: 0, what: "other points for the stream of another step" },
    ];
  },
});
