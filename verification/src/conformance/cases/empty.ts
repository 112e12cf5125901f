import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { eachEntry } from "../reference/coordinates.ts";
import { leaf } from "../reference/node.ts";
import type { ConformanceCase } from "../trial/trial.ts";
import { define, shown, VALUE } from "./define.ts";

const FAMILY = "empty tensors";

interface Empty {
  readonly name: string;
  readonly shape: readonly number[];
  readonly run: (x: tf.Tensor) => tf.Tensor;
  /** Shape of the result. */
  readonly wanted: readonly number[];
  /** What all entries of the result are, where it has any. */
  readonly entries?: number;
}

const empties: readonly Empty[] = [
  { name: "relu", shape: [0, 3], run: tf.relu, wanted: [0, 3] },
  { name: "add", shape: [2, 0], run: (x) => tf.add(x, 1), wanted: [2, 0] },
  { name: "mul", shape: [0, 4], run: (x) => tf.mul(x, tf.ones([4])), wanted: [0, 4] },
  { name: "greater", shape: [0], run: (x) => tf.greater(x, 0), wanted: [0] },
  { name: "reshape", shape: [0, 3], run: (x) => tf.reshape(x, [3, 0]), wanted: [3, 0] },
  { name: "transpose", shape: [0, 3], run: (x) => tf.transpose(x), wanted: [3, 0] },
  {
    name: "concat with rows",
    shape: [0, 2],
    run: (x) => tf.concat([tf.ones([3, 2]), x], 0),
    wanted: [3, 2],
    entries: 1,
  },
  { name: "slice of no rows", shape: [4, 2], run: (x) => tf.slice(x, [1, 0], [0, 2]), wanted: [0, 2] },
  { name: "cast", shape: [0, 2], run: (x) => tf.cast(x, "int32"), wanted: [0, 2] },
  { name: "sum of an empty axis", shape: [2, 0], run: (x) => tf.sum(x, 1), wanted: [2], entries: 0 },
  { name: "sum to an empty tensor", shape: [0, 3], run: (x) => tf.sum(x, 1), wanted: [0] },
  {
    name: "matMul of no rows",
    shape: [0, 3],
    run: (x) => tf.matMul(x, tf.ones([3, 2])),
    wanted: [0, 2],
  },
  {
    name: "matMul over an empty axis",
    shape: [2, 0],
    run: (x) => tf.matMul(x, tf.ones([0, 3])),
    wanted: [2, 3],
    entries: 0,
  },
  {
    name: "conv2d of no pictures",
    shape: [0, 4, 4, 2],
    run: (x) => tf.conv2d(x as tf.Tensor4D, tf.ones([3, 3, 2, 5]), 2, "same"),
    wanted: [0, 2, 2, 5],
  },
  {
    name: "pad",
    shape: [0, 2],
    run: (x) =>
      tf.pad(x, [
        [1, 0],
        [0, 0],
      ]),
    wanted: [1, 2],
    entries: 0,
  },
];

function entriesFor({ wanted, entries = Number.NaN }: Empty): number[] {
  const values: number[] = [];
  eachEntry(wanted, () => {
    values.push(entries);
  });
  return values;
}

/** Tensors without entries, such as a batch that is empty. */
export const emptyCases: readonly ConformanceCase[] = empties.map((empty) =>
  define(
    FAMILY,
    `${empty.name}, empty`,
    fc.constant({
      shown: shown(empty.shape),
      args: [
        { shape: empty.shape, values: new Float32Array(empty.shape.reduce((product, extent) => product * extent, 1)) },
      ],
      run: (x) => empty.run(x),
      reference: () => leaf(empty.wanted, entriesFor(empty)),
    }),
    { orders: VALUE },
  ),
);
