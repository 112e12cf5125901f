import * as tf from "@tensorflow/tfjs-core";

import { trainBatchNorm } from "../../../src/gradients/train-batch-norm.ts";
import type { Operation } from "./contract.ts";

const at = (values: readonly number[], index: number): number => values[index] ?? Number.NaN;
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

const EPSILON = 0.1;
/** Far enough from 0 for finite differences of 1/√(v + ε). */
const positive = (value: number, argument: number): number => (argument === 2 ? Math.abs(value) + 0.3 : value);

/** γ (x − μ)/√(v + ε) + β where entry i of x has the parameters at `channelOf(i)`. */
function normalized(
  [x = [], m = [], v = [], offset, scale]: readonly (number[] | undefined)[],
  channelOf: (index: number) => number,
): number[] {
  return x.map((value, i) => {
    const c = channelOf(i);
    const [gamma, beta] = [scale === undefined ? 1 : at(scale, c), offset === undefined ? 0 : at(offset, c)];
    return beta + (gamma * (value - at(m, c))) / Math.sqrt(at(v, c) + EPSILON);
  });
}

/** Statistics that are given, one number a channel. */
function byVectors(shape: number[]): Operation {
  const channels = shape.at(-1) ?? 1;
  return {
    name: `statistics of each channel, rank ${shape.length}`,
    shapes: [shape, [channels], [channels], [channels], [channels]],
    op: (x, m, v, offset, scale) => tf.batchNorm(x, m, v, offset, scale, EPSILON),
    mirror: (...given) => normalized(given, (i) => i % channels),
    domain: positive,
  };
}

const byVectorsWithout = (missing: "offset" | "scale" | "both"): Operation => ({
  name: `no ${missing === "both" ? "offset and no scale" : missing}`,
  shapes: [[2, 3, 2], [2], [2], ...(missing === "both" ? [] : [[2]])],
  op: (x, m, v, given) =>
    tf.batchNorm(x, m, v, missing === "scale" ? given : undefined, missing === "offset" ? given : undefined, EPSILON),
  mirror: (x, m, v, given) =>
    normalized([x, m, v, ...(missing === "scale" ? [given] : [undefined, given])], (i) => i % 2),
  domain: positive,
});

/** Statistics of x's own shape: nothing is repeated. */
const byEntries: Operation = {
  name: "statistics of each entry",
  shapes: [
    [3, 2],
    [3, 2],
    [3, 2],
    [3, 2],
    [3, 2],
  ],
  op: (x, m, v, offset, scale) => tf.batchNorm(x, m, v, offset, scale, EPSILON),
  mirror: (...given) => normalized(given, (i) => i),
  domain: positive,
};

/** Statistics of the batch itself, which move with it. */
function byBatch(shape: number[], axis: number): Operation {
  const channels = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const channelOf = (i: number): number => Math.floor(i / inner) % channels;
  return {
    name: `the batch's own statistics, [${shape.join()}] along axis ${axis}`,
    shapes: [shape, [channels], [channels]],
    op: (x, offset, scale) => {
      const { y, ...statistics } = trainBatchNorm(x, scale, offset, { axis, epsilon: EPSILON });
      tf.dispose([statistics.mean, statistics.variance]);
      return y;
    },
    mirror: (x = [], offset = [], scale = []) => {
      const members = Array.from({ length: channels }, (_, c) => x.filter((__, i) => channelOf(i) === c));
      const means = members.map(mean);
      const variances = members.map((values, c) => mean(values.map((value) => (value - at(means, c)) ** 2)));
      return normalized([x, means, variances, offset, scale], channelOf);
    },
  };
}

/** Batch normalisation by given statistics and by the batch's own. */
export const batchNorms: readonly Operation[] = [
  byVectors([4, 2]),
  byVectors([2, 2, 2]),
  byVectors([2, 1, 2, 2]),
  byVectorsWithout("offset"),
  byVectorsWithout("scale"),
  byVectorsWithout("both"),
  byEntries,
  byBatch([4, 2], 1),
  byBatch([2, 2, 3], 2),
  byBatch([2, 2, 2, 2], 3),
  byBatch([2, 2, 3], 1),
];
