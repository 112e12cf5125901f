import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { LossSubject } from "./subject.ts";

/** Scores of a real and a fake batch. */
export interface ScoresCase {
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

/** Quarters of whole numbers from −10 to 10, the hinge's kinks among them. */
export const quarter: fc.Arbitrary<number> = fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4);

/** Quarters first, and numbers about which a softplus changes its formula, as float32. */
const score = fc.oneof(
  { arbitrary: quarter, weight: 3 },
  {
    arbitrary: fc.constantFrom(...[0.1, -1e-3, 13.8, 13.95, -13.8, -13.95, 20, -20, 100, -100].map(Math.fround)),
    weight: 1,
  },
);

/**
 * What batches of scores, each of a size of its own, are made of, for `fc.record`.
 *
 * @param of - the scores; quarters and some others unless given
 */
export function scoresParts(of: fc.Arbitrary<number> = score): {
  readonly [Part in keyof ScoresCase]: fc.Arbitrary<ScoresCase[Part]>;
} {
  const batch = fc.array(of, { minLength: 1, maxLength: 6 });
  return { real: batch, fake: batch };
}

/**
 * {@link scoresParts} put together.
 *
 * @param of - the scores; quarters and some others unless given
 */
export function scoresCase(of: fc.Arbitrary<number> = score): fc.Arbitrary<ScoresCase> {
  return fc.record(scoresParts(of));
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 */
export function scoresLabels({ real, fake }: ScoresCase): readonly string[] {
  const all = [...real, ...fake];
  return [
    `sizes: ${real.length === fake.length ? "equal" : "different"}`,
    ...(Math.min(real.length, fake.length) === 1 ? ["has a batch of one"] : []),
    ...(real.includes(1) || fake.includes(-1) ? ["has a score at a kink"] : []),
    ...(all.some((x) => Math.abs(x) > 13.9) ? ["has a score beyond the cut-over"] : []),
  ];
}

/**
 * The critic's loss of a subject.
 *
 * @param subject - the loss
 * @param real - scores
 * @param fake - scores
 */
export async function criticLoss(
  { loss }: LossSubject,
  real: readonly number[],
  fake: readonly number[],
): Promise<number> {
  return (await loss.critic(column(real), column(fake)).data())[0] ?? Number.NaN;
}

/**
 * The generator's loss of a subject.
 *
 * @param subject - the loss
 * @param fake - scores
 */
export async function generatorLoss({ loss }: LossSubject, fake: readonly number[]): Promise<number> {
  return (await loss.generator(column(fake)).data())[0] ?? Number.NaN;
}

/** Scores as a critic gives them. */
export function column(scores: readonly number[]): tf.Tensor {
  return tf.tensor2d([...scores], [scores.length, 1]);
}
