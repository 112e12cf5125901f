import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { column, criticLoss, generatorLoss, type ScoresCase, scoresCase, scoresLabels, scoresParts } from "./scores.ts";
import type { LossSubject } from "./subject.ts";

interface SpoiltCase extends ScoresCase {
  /** Which score is NaN, counted round over both batches. */
  readonly position: number;
}

/** Training that has failed must show. */
export const nanComesOut: Law<LossSubject> = defineLaw<LossSubject, SpoiltCase>({
  name: "nan-comes-out",
  statement: "A NaN among the scores makes the loss NaN.",
  source: "contract of GanLoss; minima and maxima of NaN differ between backends (tfjs #5800)",
  cases: fc.record({ ...scoresParts(), position: fc.nat(11) }),
  labels: scoresLabels,
  measure: async (subject, { real, fake, position }) => {
    const spoilt = (scores: readonly number[]): readonly number[] => scores.with(position % scores.length, Number.NaN);
    return [
      {
        observed: Number.isNaN(await criticLoss(subject, spoilt(real), fake)) ? 0 : 1,
        allowed: 0,
        what: "the critic's loss, real NaN",
      },
      {
        observed: Number.isNaN(await criticLoss(subject, real, spoilt(fake))) ? 0 : 1,
        allowed: 0,
        what: "the critic's loss, fake NaN",
      },
      {
        observed: Number.isNaN(await generatorLoss(subject, spoilt(fake))) ? 0 : 1,
        allowed: 0,
        what: "the generator's loss",
      },
    ];
  },
});

function flat(scores: readonly number[]): tf.Tensor {
  return tf.tensor1d([...scores]);
}

/** How many losses are another number than the first. */
async function countOthers(losses: readonly tf.Tensor[]): Promise<number> {
  const all = await Promise.all(losses.map(async (loss) => (await loss.data())[0]));
  return all.filter((value) => !Object.is(value, all[0])).length;
}

/** Scores of shape `[n]` against `[m, 1]` would broadcast to a matrix. */
export const flatOrColumn: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "flat-or-column",
  statement: "Scores of shape [n] and [n, 1], in any mixture, give the same bits, and a scalar.",
  source: "contract of GanLoss; [n] − [m, 1] is a matrix",
  cases: scoresCase(),
  labels: scoresLabels,
  measure: async (subject, { real, fake }) => {
    const critics = [
      subject.loss.critic(column(real), column(fake)),
      subject.loss.critic(flat(real), flat(fake)),
      subject.loss.critic(flat(real), column(fake)),
      subject.loss.critic(column(real), flat(fake)),
    ];
    const generators = [subject.loss.generator(column(fake)), subject.loss.generator(flat(fake))];
    return [
      { observed: await countOthers(critics), allowed: 0, what: "critic's losses that depend on the shape" },
      { observed: await countOthers(generators), allowed: 0, what: "generator's losses that depend on the shape" },
      {
        observed: [...critics, ...generators].filter(({ rank }) => rank !== 0).length,
        allowed: 0,
        what: "losses that are no scalar",
      },
    ];
  },
});

/** A step leaks nothing. */
export const leaksNothing: Law<LossSubject> = defineLaw<LossSubject, ScoresCase>({
  name: "leaks-nothing",
  statement: "A loss leaves one tensor behind, the result, and its arguments as they were.",
  source: "contract of GanLoss; tensors are not garbage collected",
  cases: scoresCase(),
  labels: scoresLabels,
  measure: ({ loss }, { real, fake }) => {
    const [r, f] = [column(real), column(fake)];
    const before = tf.memory().numTensors;
    loss.critic(r, f);
    const between = tf.memory().numTensors;
    loss.generator(f);
    return [
      { observed: Math.abs(between - before - 1), allowed: 0, what: "tensors more or fewer than the critic's loss" },
      {
        observed: Math.abs(tf.memory().numTensors - between - 1),
        allowed: 0,
        what: "tensors more or fewer than the generator's loss",
      },
      { observed: Number(r.isDisposed) + Number(f.isDisposed), allowed: 0, what: "arguments that are disposed" },
    ];
  },
});
