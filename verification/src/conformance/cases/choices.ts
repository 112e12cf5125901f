import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { broadcastIndex } from "../reference/coordinates.ts";
import { linear } from "../reference/linear.ts";
import { argument, numbers, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, shown, VALUE } from "./define.ts";
import { plain } from "./plain.ts";

const FAMILY = "choices and indices";

/** Sums of rows by the number of their group; a group may be empty. */
function segmentTrial(rows: number, columns: number, groups: number, seed: number): Trial {
  const ids = numbers(rows, "whole", seed + 7).map((x) => (x + 3) % groups);
  return {
    shown: `[${rows}, ${columns}] into ${groups} groups, numbers from seed ${seed}`,
    args: [argument([rows, columns], "whole", seed)],
    run: (x) => tf.unsortedSegmentSum(x, tf.tensor1d(ids, "int32"), groups),
    reference: (x) =>
      linear(x, [groups, columns], (emit) => {
        for (const [row, id] of ids.entries())
          for (let c = 0; c < columns; c += 1) emit(id * columns + c, row * columns + c, 1);
      }),
  };
}

function oneHotTrial(count: number, depth: number, seed: number): Trial {
  return {
    shown: `${count} indices, depth ${depth}, numbers from seed ${seed}`,
    args: [argument([count], "whole", seed, (x) => (x + 3) % depth)],
    run: (x) => tf.cast(tf.oneHot(tf.cast(x as tf.Tensor1D, "int32"), depth), "float32"),
    reference: plain([count, depth], (x = new Float64Array()) =>
      Array.from({ length: count * depth }, (_, k) => Number(x[Math.floor(k / depth)] === k % depth)),
    ),
  };
}

function stridedTrial(shape: readonly number[], seed: number): Trial {
  const steps = numbers(shape.length, "odd", seed).map((x) => Math.abs(x));
  const wanted = shape.map((extent, d) => Math.ceil(extent / (steps[d] ?? 1)));
  return {
    shown: `${shown(shape)} by strides ${shown([...steps])}, numbers from seed ${seed}`,
    args: [argument(shape, "distinct whole", seed)],
    run: (x) =>
      tf.stridedSlice(
        x,
        shape.map(() => 0),
        [...shape],
        [...steps],
      ),
    reference: plain(wanted, (x = new Float64Array()) => {
      const index = broadcastIndex(shape, shape);
      return Array.from(
        index.filter((at) => isOnStride(at, shape, steps)),
        (at) => x[at] ?? Number.NaN,
      );
    }),
  };
}

function isOnStride(at: number, shape: readonly number[], steps: Float32Array): boolean {
  let rest = at;
  for (let d = shape.length - 1; d >= 0; d -= 1) {
    const extent = shape[d] ?? 1;
    if ((rest % extent) % (steps[d] ?? 1) !== 0) return false;
    rest = Math.floor(rest / extent);
  }
  return true;
}

/** Float32 to whole numbers, cut off towards zero, and to truth values. */
function castTrial(shape: readonly number[], dtype: "int32" | "bool", seed: number): Trial {
  return {
    shown: `${shown(shape)} to ${dtype}, numbers from seed ${seed}`,
    args: [argument(shape, "real", seed, (x) => 5 * x)],
    run: (x) => tf.cast(tf.cast(x, dtype), "float32"),
    reference: plain(shape, (x = new Float64Array()) =>
      x.map((v) => (dtype === "int32" ? Math.trunc(v) : Number(v !== 0))),
    ),
  };
}

function filledTrial(shape: readonly number[], seed: number): Trial {
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, "whole", seed)],
    run: (x) => tf.addN([tf.zerosLike(x), tf.onesLike(x), tf.mul(tf.fill(shape.slice(), 3), 1)]),
    reference: plain(shape, (x = new Float64Array()) => x.map(() => 4)),
  };
}

function rangesTrial(count: number): Trial {
  return {
    shown: `${count} numbers`,
    args: [],
    run: () => tf.add(tf.range(0, count, 1), tf.linspace(0, count - 1, count)),
    reference: plain([count], () => Array.from({ length: count }, (_, i) => 2 * i)),
  };
}

/** Any and all over the last axis. */
function anyAllTrial(shape: readonly number[], name: "any" | "all", seed: number): Trial {
  const last = shape.at(-1) ?? 1;
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, "whole", seed)],
    run: (x) => (name === "any" ? tf.any(tf.greater(x, 2), -1) : tf.all(tf.greater(x, -3), -1)),
    reference: plain(shape.slice(0, -1), (x = new Float64Array()) =>
      Array.from({ length: x.length / last }, (_, row) => {
        const values = x.subarray(row * last, (row + 1) * last);
        return Number(name === "any" ? values.some((v) => v > 2) : values.every((v) => v > -3));
      }),
    ),
  };
}

const small = fc.integer({ min: 1, max: 7 });

/** Choices, indices and constants: nothing is rounded. */
export const choiceCases: readonly ConformanceCase[] = [
  define(
    FAMILY,
    "unsortedSegmentSum",
    fc
      .tuple(small, small, small, seeds())
      .map(([rows, columns, groups, seed]) => segmentTrial(rows, columns, groups, seed)),
  ),
  define(
    FAMILY,
    "oneHot",
    fc
      .tuple(small, fc.integer({ min: 2, max: 7 }), seeds())
      .map(([count, depth, seed]) => oneHotTrial(count, depth, seed)),
    { orders: VALUE },
  ),
  define(
    FAMILY,
    "stridedSlice",
    fc.tuple(shapes(1, 4), seeds()).map(([shape, seed]) => stridedTrial(shape, seed)),
    { orders: VALUE },
  ),
  ...(["int32", "bool"] as const).map((dtype) =>
    define(
      FAMILY,
      `cast to ${dtype}`,
      fc.tuple(shapes(0, 3), seeds()).map(([shape, seed]) => castTrial(shape, dtype, seed)),
      { orders: VALUE },
    ),
  ),
  define(
    FAMILY,
    "fill, onesLike, zerosLike",
    fc.tuple(shapes(0, 3), seeds()).map(([shape, seed]) => filledTrial(shape, seed)),
    { orders: VALUE },
  ),
  define(FAMILY, "range, linspace", fc.integer({ min: 2, max: 9 }).map(rangesTrial), { orders: VALUE }),
  ...(["any", "all"] as const).map((name) =>
    define(
      FAMILY,
      name,
      fc.tuple(shapes(1, 3), seeds()).map(([shape, seed]) => anyAllTrial(shape, name, seed)),
      { orders: VALUE },
    ),
  ),
];
