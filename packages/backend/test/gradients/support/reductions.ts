import * as tf from "@tensorflow/tfjs-core";

import type { Operation } from "./contract.ts";

const at = (values: readonly number[], index: number) => values[index] ?? Number.NaN;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const rowsOf = (x: readonly number[], width: number) =>
  Array.from({ length: x.length / width }, (_, row) => x.slice(row * width, (row + 1) * width));

const logSumExp = (row: readonly number[]) => Math.log(sum(row.map(Math.exp)));
const softmax = (row: readonly number[]) => row.map((value) => Math.exp(value - logSumExp(row)));

/** An operation on every row of a `[2, 4]` matrix. */
function rowwise(name: string, op: (x: tf.Tensor) => tf.Tensor, row: (values: number[]) => number[]): Operation {
  return { name, shapes: [[2, 4]], op, mirror: (x = []) => rowsOf(x, 4).flatMap(row) };
}

function naiveMatMul(
  [rows, inner, columns]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
): (a?: number[], b?: number[]) => number[] {
  return (a = [], b = []) =>
    Array.from({ length: rows * columns }, (_, index) => {
      const i = Math.floor(index / columns);
      const j = index % columns;
      return sum(
        Array.from(
          { length: inner },
          (__, k) =>
            at(a, transposeA ? k * rows + i : i * inner + k) * at(b, transposeB ? j * inner + k : k * columns + j),
        ),
      );
    });
}

const matrixProducts = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB): Operation[] => {
    const shapes = [transposeA ? [3, 2] : [2, 3], transposeB ? [4, 3] : [3, 4]];
    const mirror = naiveMatMul([2, 3, 4], transposeA, transposeB);
    const which = `${transposeA ? "Aᵀ" : "A"} ${transposeB ? "Bᵀ" : "B"}`;
    return [
      { name: `matMul ${which}`, shapes, mirror, op: (a, b) => product(a, b) },
      {
        name: `fused matMul ${which}`,
        shapes,
        mirror,
        op: (a, b) => tf.fused.matMul({ a: given(a), b: given(b), transposeA, transposeB }),
      },
    ];
    function product(a?: tf.Tensor, b?: tf.Tensor): tf.Tensor {
      return tf.matMul(given(a), given(b), transposeA, transposeB);
    }
  }),
);

/** 3-D convolution of `[1, 2, 3, 2, 1]` with a `[2, 2, 1, 1, 2]` kernel, stride 1, valid. */
const conv3d: Operation = {
  name: "conv3d",
  shapes: [
    [1, 2, 3, 2, 1],
    [2, 2, 1, 1, 2],
  ],
  op: (x, w) =>
    tf.conv3d(
      tf.reshape<tf.Rank.R5>(given(x), [1, 2, 3, 2, 1]),
      tf.reshape<tf.Rank.R5>(given(w), [2, 2, 1, 1, 2]),
      1,
      "valid",
    ),
  // out[0, row, column, channel] = Σ_ij x[i, row + j, column] w[i, j, 0, 0, channel]
  mirror: (x = [], w = []) =>
    [0, 1].flatMap((row) =>
      [0, 1].flatMap((column) =>
        [0, 1].map((channel) =>
          sum(
            [0, 1].flatMap((i) =>
              [0, 1].map((j) => at(x, (i * 3 + row + j) * 2 + column) * at(w, (i * 2 + j) * 2 + channel)),
            ),
          ),
        ),
      ),
    ),
};

function given(tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new Error("the operation table hands out all arguments");
  return tensor;
}

/** Batch normalisation of `[4, 2]` with given statistics. */
const batchNorm: Operation = {
  name: "batchNorm with given statistics",
  shapes: [[4, 2], [2], [2], [2], [2]],
  op: (x, m, v, offset, scale) => tf.batchNorm(given(x), vector(m), vector(v), vector(offset), vector(scale), 0.1),
  mirror: (x = [], m = [], v = [], offset = [], scale = []) =>
    x.map((value, i) => {
      const c = i % 2;
      return at(offset, c) + (at(scale, c) * (value - at(m, c))) / Math.sqrt(at(v, c) + 0.1);
    }),
  domain: (value, argument) => (argument === 2 ? Math.abs(value) + 0.3 : value),
};

function vector(x: tf.Tensor | undefined): tf.Tensor1D {
  return tf.reshape<tf.Rank.R1>(given(x), [given(x).size]);
}

export const reductions: Operation[] = [
  rowwise("softmax", (x) => tf.softmax(x), softmax),
  rowwise(
    "logSoftmax",
    (x) => tf.logSoftmax(x),
    (row) => row.map((value) => value - logSumExp(row)),
  ),
  rowwise(
    "logSumExp",
    (x) => tf.logSumExp(x, 1),
    (row) => [logSumExp(row)],
  ),
  rowwise(
    "max",
    (x) => tf.max(x, 1),
    (row) => [Math.max(...row)],
  ),
  rowwise(
    "max keeping dimensions",
    (x) => tf.max(x, [1], true),
    (row) => [Math.max(...row)],
  ),
  rowwise(
    "min",
    (x) => tf.min(x, 1),
    (row) => [Math.min(...row)],
  ),
  rowwise(
    "norm",
    (x) => tf.norm(x, "euclidean", 1),
    (row) => [Math.hypot(...row)],
  ),
  rowwise(
    "1-norm",
    (x) => tf.norm(x, 1, 1),
    (row) => [sum(row.map(Math.abs))],
  ),
  rowwise(
    "max of a curved function",
    (x) => tf.max(tf.exp(x), 1),
    (row) => [Math.max(...row.map(Math.exp))],
  ),
  rowwise(
    "moments",
    (x) => tf.moments(x, 1).variance,
    (row) => [mean(row.map((v) => (v - mean(row)) ** 2))],
  ),
  rowwise(
    "layer normalisation",
    (x) => {
      const { mean: m, variance } = tf.moments(x, 1, true);
      return tf.mul(tf.sub(x, m), tf.rsqrt(tf.add(variance, 0.1)));
    },
    (row) => row.map((v) => (v - mean(row)) / Math.sqrt(mean(row.map((u) => (u - mean(row)) ** 2)) + 0.1)),
  ),
  rowwise(
    "prod",
    (x) => tf.prod(x, 1),
    (row) => [row.reduce((product, v) => product * v, 1)],
  ),
  {
    name: "prod of an inner axis",
    shapes: [[3, 2]],
    op: (x) => tf.prod(given(x), 0, true),
    mirror: (x = []) => [0, 1].map((i) => at(x, i) * at(x, i + 2) * at(x, i + 4)),
  },
  {
    name: "prod of all",
    shapes: [[2, 3]],
    op: (x) => tf.prod(given(x)),
    mirror: (x = []) => [x.reduce((product, v) => product * v, 1)],
  },
  batchNorm,
  conv3d,
  rowwise(
    "the largest and the smallest, by their indices",
    (x) => tf.mul(tf.add(tf.oneHot(tf.argMax(x, 1), 4), tf.mul(2, tf.oneHot(tf.argMin(x, 1), 4))), tf.square(x)),
    (row) => row.map((v) => (v === Math.max(...row) ? v * v : v === Math.min(...row) ? 2 * v * v : 0)),
  ),
  ...matrixProducts,
];
