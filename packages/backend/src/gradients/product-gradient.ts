import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";

/** The product of all other columns, for every column: no division, so zeros do no harm. */
function productsOfOthers(columns: readonly tf.Tensor[]): tf.Tensor[] {
  const [first] = columns;
  if (first === undefined) return [];
  const running = (ordered: readonly tf.Tensor[]) => {
    let product: tf.Tensor = tf.onesLike(first);
    return ordered.map((column) => {
      const soFar = product;
      product = tf.mul(product, column);
      return soFar;
    });
  };
  const before = running(columns);
  const after = running(columns.toReversed()).toReversed();
  return before.map((product, index) => tf.mul(product, after[index] ?? product));
}

/**
 * Products along axes: ∂y/∂x_i is the product of the other entries.
 *
 * @internal
 */
export const productGradient: tf.GradConfig = defineGradient<{ axis?: number | number[] }>({
  kernel: tf.Prod,
  inputs: ["x"],
  gradient: ({ dy, saved, attrs: { axis } }) => ({
    x: () => {
      const x = savedAt(saved, 0);
      const all = x.shape.map((_, index) => index);
      const reduced = tf.util.parseAxisParam(axis ?? all, x.shape);
      const kept = all.filter((index) => !reduced.includes(index));
      const order = [...kept, ...reduced];
      const moved = tf.transpose(x, order);
      const length = tf.util.sizeFromShape(reduced.map((index) => x.shape[index] ?? 1));
      const rows = tf.reshape(moved, [-1, length]);
      const others = tf.concat(productsOfOthers(tf.split(rows, length, 1)), 1);
      const slope = tf.reshape(tf.mul(tf.reshape(dy, [-1, 1]), others), moved.shape);
      return tf.transpose(
        slope,
        all.map((index) => order.indexOf(index)),
      );
    },
  }),
});
