import * as tf from "@tensorflow/tfjs-core";
import { times } from "../reference/arithmetic.ts";
import { broadcastIndex } from "../reference/coordinates.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { picked, pickedAt, reshaped } from "../reference/picked.ts";
import { permutation } from "../trial/draw.ts";
import { shown } from "./define.ts";
import { pick, type Rule } from "./rearrangement.ts";

/** Axes in another order. */
export const transpose: Rule = (shape, seed) => {
  const order = [...permutation(shape.length, seed)];
  return {
    attributes: `axes ${shown(order)}`,
    run: (x) => tf.transpose(x, order),
    reference: (x) =>
      pickedAt(
        x,
        order.map((axis) => shape[axis] ?? 1),
        (at) => shape.map((_, axis) => at[order.indexOf(axis)] ?? 0),
      ),
  };
};

/** Another shape, of a view and of a copy. */
export const reshape: Rule = (shape, seed) => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const to = [[size], [1, size], [size, 1], [...shape, 1], shape.toReversed()][pick(seed, 5)] ?? [size];
  return {
    attributes: `to ${shown(to)}`,
    // the copy that is multiplied by 1 shares no buffer with x, the other does
    run: (x) => tf.add(tf.reshape(x, to), tf.reshape(tf.mul(x, 1), to)),
    reference: (x) => times(reshaped(x, to), leaf([], [2])),
  };
};

/** Some axes backwards. */
export const reverse: Rule = (shape, seed) => {
  const axes = shape.map((_, d) => d).filter((d) => pick(seed, 2, d) === 0);
  return {
    attributes: `axes ${shown(axes)}`,
    run: (x) => (axes.length === 0 ? tf.clone(x) : tf.reverse(x, axes)),
    reference: (x) =>
      pickedAt(x, shape, (at) => at.map((index, d) => (axes.includes(d) ? (shape[d] ?? 1) - 1 - index : index))),
  };
};

/** Repeated along every axis. */
export const tile: Rule = (shape, seed) => {
  const times1 = shape.map((_, d) => 1 + pick(seed, 3, d));
  return {
    attributes: `${shown(times1)} times`,
    run: (x) => tf.tile(x, times1),
    reference: (x) =>
      pickedAt(
        x,
        shape.map((extent, d) => extent * (times1[d] ?? 1)),
        (at) => at.map((index, d) => index % (shape[d] ?? 1)),
      ),
  };
};

/** Repeated along axes of extent 1 and a new one. */
export const broadcastTo: Rule = (shape, seed) => {
  const from = shape.map((extent, d) => (pick(seed, 2, d) === 0 ? 1 : extent));
  const index = broadcastIndex(from, [2, ...shape]);
  const picks = (x: ReferenceNode) => pickedAt(x, from, (at) => at);
  return {
    attributes: `the first entries of ${shown(from)}, to [2, ${shape.join(", ")}]`,
    run: (x) =>
      tf.broadcastTo(
        tf.slice(
          x,
          shape.map(() => 0),
          from,
        ),
        [2, ...shape],
      ),
    reference: (x) => picked(picks(x), [2, ...shape], (target) => index[target] ?? -1),
  };
};

/** Channels that become pixels. */
export const depthToSpace: Rule = ([batch = 1, height = 1, width = 1, depth = 1]) => {
  const shape = [batch, height * 2, width * 2, depth];
  return {
    attributes: "of 4 times the channels, by 2",
    run: (x) => tf.depthToSpace(tf.tile(x, [1, 1, 1, 4]) as tf.Tensor4D, 2), // a tensor of rank 4, tiled
    reference: (x) => pickedAt(x, shape, ([n = 0, y = 0, column = 0, c = 0]) => [n, y >> 1, column >> 1, c]),
  };
};

/** A sum of many, some of them the same tensor. */
export const addN: Rule = (_, seed) => {
  const count = 1 + pick(seed, 5);
  return {
    attributes: `x ${count} times, and 2x`,
    run: (x) => tf.addN([...Array.from({ length: count }, () => x), tf.mul(2, x)]),
    reference: (x) => times(x, leaf([], [count + 2])),
  };
};

/** An axis of extent 1, made and taken away. */
export const expandAndSqueeze: Rule = (shape, seed) => {
  const axis = pick(seed, shape.length + 1);
  return {
    attributes: `axis ${axis}`,
    run: (x) => tf.add(tf.squeeze(tf.expandDims(x, axis), [axis]), tf.clone(x)),
    reference: (x) => times(x, leaf([], [2])),
  };
};

/** From float32 to float32. */
export const castThere: Rule = () => ({
  attributes: "to float32 and back",
  run: (x) => tf.cast(tf.cast(x, "float32"), "float32"),
  reference: (x) => reshaped(x, x.shape),
});

/** To batches of blocks and back. */
export const blocks: Rule = ([batch = 1, height = 1, width = 1, depth = 1]) => ({
  attributes: "space to batch by 2 and back",
  run: (x) => {
    const padding = [
      [0, height % 2],
      [0, width % 2],
    ];
    const there = tf.spaceToBatchND(x, [2, 2], padding);
    return tf.batchToSpaceND(there, [2, 2], padding);
  },
  reference: (x) => reshaped(x, [batch, height, width, depth]),
});
