import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { Order } from "../conformance-row.ts";
import { plus, times } from "../reference/arithmetic.ts";
import { matrixProduct } from "../reference/matrix-product.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { pickedAt, reshaped } from "../reference/picked.ts";
import { convolution } from "../reference/windows.ts";
import { argument, seeds } from "../trial/draw.ts";
import type { ConformanceCase } from "../trial/trial.ts";
import { define, shown, VALUE } from "./define.ts";

const FAMILY = "shared buffers";

interface Sharing {
  readonly name: string;
  readonly run: (x: tf.Tensor2D, rows: number, columns: number) => tf.Tensor;
  readonly reference: (x: ReferenceNode, rows: number, columns: number) => ReferenceNode;
  readonly orders?: readonly Order[];
}

const sharings: readonly Sharing[] = [
  {
    name: "a matrix times a reshaped view of itself",
    run: (x, rows, columns) => tf.matMul(x, tf.reshape(x, [columns, rows])),
    reference: (x, rows, columns) => matrixProduct(x, reshaped(x, [columns, rows])),
  },
  {
    name: "a matrix times its own transpose",
    run: (x) => tf.matMul(x, x, false, true),
    reference: (x) => matrixProduct(x, x, false, true),
  },
  {
    name: "the transpose of a matrix times the matrix",
    run: (x) => tf.matMul(x, x, true, false),
    reference: (x) => matrixProduct(x, x, true, false),
  },
  {
    name: "two slices of one buffer multiplied",
    run: (x, rows, columns) => tf.mul(tf.slice(x, [0, 0], [rows, columns]), tf.slice(x, [rows - 1, 0], [1, columns])),
    reference: (x, rows, columns) =>
      times(
        x,
        pickedAt(x, [1, columns], ([, j = 0]) => [rows - 1, j]),
      ),
  },
  {
    name: "a view that outlives what it was a view of",
    run: (x, rows, columns) => {
      const product = tf.mul(x, 2);
      const view = tf.reshape(product, [columns, rows]);
      product.dispose();
      return tf.add(view, tf.reshape(tf.mul(x, 3), [columns, rows]));
    },
    reference: (x, rows, columns) => times(reshaped(x, [columns, rows]), leaf([], [5])),
    orders: VALUE, // on a tape TensorFlow.js may still need what is disposed of
  },
  {
    name: "a picture under a filter that is a view of it",
    run: (x, rows, columns) =>
      tf.conv2d(
        tf.reshape<tf.Rank.R4>(x, [1, rows, columns, 1]),
        tf.reshape<tf.Rank.R4>(x, [rows, columns, 1, 1]),
        1,
        "same",
      ),
    reference: (x, rows, columns) =>
      convolution(
        {
          batch: 1,
          size: [rows, columns],
          kernel: [rows, columns],
          strides: [1, 1],
          dilations: [1, 1],
          pad: "same",
          inChannels: 1,
          filters: 1,
        },
        reshaped(x, [1, rows, columns, 1]),
        reshaped(x, [rows, columns, 1, 1]),
      ),
  },
  {
    name: "a tensor added to itself twice over",
    run: (x) => tf.add(tf.add(x, x), tf.add(x, x)),
    reference: (x) => plus(plus(x, x), plus(x, x)),
  },
];

/** Operands that are one tensor, or views of one buffer. */
export const sharingCases: readonly ConformanceCase[] = sharings.map(({ name, run, reference, orders }) =>
  define(
    FAMILY,
    name,
    fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), seeds()).map(([rows, columns, seed]) => ({
      shown: `${shown([rows, columns])}, numbers from seed ${seed}`,
      args: [argument([rows, columns], "whole", seed)],
      run: (x) => run(x as tf.Tensor2D, rows, columns),
      reference: (x) => reference(x, rows, columns),
    })),
    orders === undefined ? {} : { orders },
  ),
);
