import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { broadcastIndex, broadcastShape } from "../reference/coordinates.ts";
import { argument, largeShapes, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, shown, VALUE } from "./define.ts";
import { plain } from "./plain.ts";

const FAMILY = "comparisons";

const comparisons = {
  greater: { run: tf.greater, compute: (a: number, b: number) => a > b },
  greaterEqual: { run: tf.greaterEqual, compute: (a: number, b: number) => a >= b },
  less: { run: tf.less, compute: (a: number, b: number) => a < b },
  lessEqual: { run: tf.lessEqual, compute: (a: number, b: number) => a <= b },
  equal: { run: tf.equal, compute: (a: number, b: number) => a === b },
  notEqual: { run: tf.notEqual, compute: (a: number, b: number) => a !== b },
} as const;

type Dtype = "float32" | "int32" | "bool";

/** A number as a tensor of that kind has it. */
const seen = (value = Number.NaN, dtype: Dtype) => (dtype === "bool" ? Number(value !== 0) : value);

/** A tensor of that kind; truth values are made by a comparison, as a cast to them has a case of its own. */
const as = (x: tf.Tensor, dtype: Dtype): tf.Tensor => (dtype === "bool" ? tf.notEqual(x, 0) : tf.cast(x, dtype));

/** Whole numbers, many of them equal, as tensors of any kind. */
function comparisonTrial(
  name: keyof typeof comparisons,
  a: readonly number[],
  b: readonly number[],
  dtype: Dtype,
  seed: number,
): Trial {
  const shape = broadcastShape(a, b);
  const [indexA, indexB] = [broadcastIndex(a, shape), broadcastIndex(b, shape)];
  const { run, compute } = comparisons[name];
  return {
    shown: `${dtype} ${shown(a)} and ${shown(b)}, numbers from seed ${seed}`,
    args: [argument(a, "whole", seed), argument(b, "whole", seed + 1)],
    run: (x, y) => run(as(x, dtype), as(y, dtype)),
    reference: plain(shape, (x, y) =>
      Array.from(indexA, (ia, k) => {
        return Number(compute(seen(x?.[ia], dtype), seen(y?.[indexB[k] ?? 0], dtype)));
      }),
    ),
  };
}

const logic = {
  logicalAnd: { run: tf.logicalAnd, compute: (a: boolean, b: boolean) => a && b },
  logicalOr: { run: tf.logicalOr, compute: (a: boolean, b: boolean) => a || b },
  "logicalNot and logicalXor": {
    run: (a: tf.Tensor, b: tf.Tensor) => tf.logicalNot(tf.logicalXor(a, b)),
    compute: (a: boolean, b: boolean) => a === b,
  },
} as const;

function logicTrial(name: keyof typeof logic, shape: readonly number[], seed: number): Trial {
  const { run, compute } = logic[name];
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, "whole", seed), argument(shape, "whole", seed + 1)],
    run: (x, y) => run(as(x, "bool"), as(y, "bool")),
    reference: plain(shape, (x = new Float64Array(), y = new Float64Array()) =>
      x.map((a, k) => Number(compute(a !== 0, y[k] !== 0))),
    ),
  };
}

const dtypes = fc.constantFrom<Dtype>("float32", "int32", "bool");
const secondOf = (shape: readonly number[], how: number) => [shape, shape.slice(-1), []][how] ?? shape;
const names = Object.keys(comparisons) as (keyof typeof comparisons)[];

/** Comparisons of numbers and of truth values: nothing is rounded. */
export const comparisonCases: readonly ConformanceCase[] = [
  ...names.flatMap((name) => [
    define(
      FAMILY,
      name,
      fc
        .tuple(shapes(1, 4), fc.nat({ max: 2 }), dtypes, seeds())
        .map(([shape, how, dtype, seed]) => comparisonTrial(name, shape, secondOf(shape, how), dtype, seed)),
      { orders: VALUE },
    ),
    define(
      FAMILY,
      `${name}, large`,
      fc
        .tuple(largeShapes(), fc.nat({ max: 2 }), seeds())
        .map(([shape, how, seed]) => comparisonTrial(name, shape, secondOf(shape, how), "float32", seed)),
      { orders: VALUE, share: 0.1 },
    ),
  ]),
  ...(Object.keys(logic) as (keyof typeof logic)[]).map((name) =>
    define(
      FAMILY,
      name,
      fc.tuple(shapes(0, 3), seeds()).map(([shape, seed]) => logicTrial(name, shape, seed)),
      { orders: VALUE },
    ),
  ),
];
