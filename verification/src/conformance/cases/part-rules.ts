import * as tf from "@tensorflow/tfjs-core";
import { times } from "../reference/arithmetic.ts";
import { leaf } from "../reference/node.ts";
import { joined, pickedAt, reshaped } from "../reference/picked.ts";
import { shown } from "./define.ts";
import { pick, type Rule } from "./rearrangement.ts";

/** A block. */
export const slice: Rule = (shape, seed) => {
  const begin = shape.map((extent, d) => pick(seed, extent, d));
  const size = shape.map((extent, d) => 1 + pick(seed, extent - (begin[d] ?? 0), d + 3));
  return {
    attributes: `from ${shown(begin)}, ${shown(size)} entries`,
    run: (x) => tf.slice(x, begin, size),
    reference: (x) => pickedAt(x, size, (at) => at.map((index, d) => index + (begin[d] ?? 0))),
  };
};

/** Joined along an axis. */
export const concat: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length);
  return {
    attributes: `of x, 2x and x along axis ${axis}`,
    run: (x) => tf.concat([x, tf.mul(2, x), x], axis),
    reference: (x) => joined([x, times(x, leaf([], [2])), x], axis),
  };
};

/** Joined along a new axis. */
export const stack: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length + 1);
  const raised = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return {
    attributes: `of x and -x along axis ${axis}`,
    run: (x) => tf.stack([x, tf.neg(x)], axis),
    reference: (x) => joined([reshaped(x, raised), times(reshaped(x, raised), leaf([], [-1]))], axis),
  };
};

/** One of two parts. */
export const split: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length);
  const sizes = [1, shape[axis] ?? 1]; // of x twice over, as TensorFlow.js gives no gradient for one part
  const part = pick(seed, 2, 2);
  const wanted = shape.map((extent, d) => (d === axis ? (sizes[part] ?? 1) : extent));
  return {
    attributes: `its first slice and x into ${shown(sizes)} along axis ${axis}, part ${part}`,
    run: (x) =>
      tf.split(
        tf.concat(
          [
            tf.slice(
              x,
              shape.map(() => 0),
              shape.map((extent, d) => (d === axis ? 1 : extent)),
            ),
            x,
          ],
          axis,
        ),
        sizes,
        axis,
      )[part] ?? x,
    reference: (x) => pickedAt(x, wanted, (at) => at),
  };
};

/** One of the entries of an axis. */
export const unstack: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length);
  const extent = shape[axis] ?? 1;
  const part = pick(seed, 2 * extent, 2); // of x and x, as TensorFlow.js gives no gradient for one part
  return {
    attributes: `x and x along axis ${axis}, part ${part}`,
    run: (x) => tf.unstack(tf.concat([x, x], axis), axis)[part] ?? x,
    reference: (x) =>
      pickedAt(
        x,
        shape.filter((_, d) => d !== axis),
        (at) => [...at.slice(0, axis), part % extent, ...at.slice(axis)],
      ),
  };
};

/** Entries of an axis by their indices, some of them twice. */
export const gather: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length);
  const extent = shape[axis] ?? 1;
  const indices = [0, 1, 2, 3].map((salt) => pick(seed, extent, salt));
  return {
    attributes: `${shown(indices)} along axis ${axis}`,
    run: (x) => tf.gather(x, tf.tensor1d(indices, "int32"), axis),
    reference: (x) =>
      pickedAt(
        x,
        shape.map((e, d) => (d === axis ? indices.length : e)),
        (at) => at.map((index, d) => (d === axis ? (indices[index] ?? 0) : index)),
      ),
  };
};
