import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { Order } from "../conformance-row.ts";
import { exponential, logarithm, minus, over, squared, squareRoot, times } from "../reference/arithmetic.ts";
import { mapped } from "../reference/mapped.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { pickedAt, reshaped } from "../reference/picked.ts";
import { chosenOver, extremeOver, meanOver, reducedShape, type Reduction, sumOver } from "../reference/reductions.ts";
import { argument, type Draw, largeShapes, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { curveNamed } from "./curves.ts";
import { define, ONCE, shown, TWICE, VALUE } from "./define.ts";

const FAMILY = "reductions";

interface Reducer {
  readonly name: string;
  readonly run: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;
  readonly reference: (x: ReferenceNode, reduction: Reduction) => ReferenceNode;
  readonly draw?: Draw;
  readonly orders?: readonly Order[];
  /** Whether it takes one axis only, the last where it says so. */
  readonly axis?: "one" | "last";
}

const kept = ({ axes }: Reduction): Reduction => ({ axes, keepDims: true });
const finished = (x: ReferenceNode, shape: readonly number[], reduction: Reduction): ReferenceNode =>
  reshaped(x, reducedShape(shape, reduction));

/** Σ exp over axes, kept. */
const exponentials = (x: ReferenceNode, reduction: Reduction) => sumOver(mapped(x, exponential), kept(reduction));

/** E (x - E x)². */
function variance(x: ReferenceNode, reduction: Reduction): ReferenceNode {
  return meanOver(squared(minus(x, meanOver(x, kept(reduction)))), reduction);
}

/** The product of what lies along one axis, factor by factor. */
function productOver(x: ReferenceNode, reduction: Reduction): ReferenceNode {
  const axis = reduction.axes[0] ?? 0;
  const slices = Array.from({ length: x.shape[axis] ?? 1 }, (_, i) =>
    pickedAt(x, reducedShape(x.shape, kept(reduction)), (at) => at.map((index, d) => (d === axis ? i : index))),
  );
  return finished(slices.reduce(times), x.shape, reduction);
}

/** Place of the extreme entry along one axis, a whole number without a gradient. */
function placeOf(x: ReferenceNode, reduction: Reduction, sign: 1 | -1): ReferenceNode {
  const axis = reduction.axes[0] ?? 0;
  const stride = x.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const places = Array.from(
    chosenOver(x, reduction, sign),
    (index) => Math.floor(index / stride) % (x.shape[axis] ?? 1),
  );
  return leaf(reducedShape(x.shape, reduction), places);
}

const reducers: readonly Reducer[] = [
  { name: "sum", run: tf.sum, reference: (x, r) => sumOver(x, r), draw: "whole" },
  { name: "sum of real numbers", run: tf.sum, reference: (x, r) => sumOver(x, r) },
  { name: "mean", run: tf.mean, reference: meanOver },
  { name: "max", run: tf.max, reference: (x, r) => extremeOver(x, r), draw: "distinct whole" },
  { name: "min", run: tf.min, reference: (x, r) => extremeOver(x, r, -1), draw: "distinct whole" },
  { name: "prod", run: tf.prod, reference: productOver, draw: "odd", axis: "one" },
  {
    name: "argMax",
    run: (x, [axis]) => tf.argMax(x, axis),
    reference: (x, { axes }) => placeOf(x, { axes, keepDims: false }, 1),
    draw: "distinct",
    orders: VALUE,
    axis: "one",
  },
  {
    name: "argMin",
    run: (x, [axis]) => tf.argMin(x, axis),
    reference: (x, { axes }) => placeOf(x, { axes, keepDims: false }, -1),
    draw: "distinct",
    orders: VALUE,
    axis: "one",
  },
  {
    name: "logSumExp",
    run: tf.logSumExp,
    reference: (x, r) => finished(mapped(exponentials(x, r), logarithm), x.shape, r),
  },
  {
    name: "euclidean norm",
    run: (x, axes, keepDims) =>
      tf.norm(x, "euclidean", axes.length > 1 ? [axes[0] ?? 0, axes[1] ?? 0] : axes[0], keepDims),
    reference: (x, r) => mapped(sumOver(squared(x), r), squareRoot),
    axis: "one",
  },
  {
    name: "1-norm",
    run: (x, [axis], keepDims) => tf.norm(x, 1, axis, keepDims),
    reference: (x, r) => sumOver(mapped(x, curveNamed("abs")), r),
    draw: "odd",
    axis: "one",
  },
  {
    name: "variance of moments",
    run: (x, axes, keepDims) => tf.moments(x, axes, keepDims).variance,
    reference: variance,
  },
  {
    name: "softmax",
    run: (x) => tf.softmax(x),
    reference: (x, r) => over(mapped(x, exponential), exponentials(x, r)),
    axis: "last",
  },
  {
    name: "logSoftmax",
    run: (x) => tf.logSoftmax(x),
    reference: (x, r) => minus(x, mapped(exponentials(x, r), logarithm)),
    axis: "last",
  },
  {
    name: "cumsum",
    run: (x, [axis], exclusive) => tf.cumsum(x, axis, exclusive),
    reference: (x, { axes, keepDims: exclusive }) => runningSum(x, axes[0] ?? 0, exclusive),
    draw: "whole",
    axis: "one",
  },
];

function runningSum(x: ReferenceNode, axis: number, exclusive: boolean): ReferenceNode {
  const upTo = Array.from({ length: x.shape[axis] ?? 1 }, (_, back) =>
    pickedAt(x, x.shape, (at) => at.map((index, d) => (d === axis ? index - back - (exclusive ? 1 : 0) : index))),
  );
  const zero = leaf([], [0]);
  return upTo.reduce((sum, shifted) => addTo(sum, shifted), zero);
}

function addTo(sum: ReferenceNode, term: ReferenceNode): ReferenceNode {
  return minus(term, times(sum, leaf([], [-1])));
}

function trialOf(reducer: Reducer, shape: readonly number[], reduction: Reduction, seed: number): Trial {
  const { axes, keepDims } = reduction;
  return {
    shown: `${shown(shape)} over axes ${shown(axes)}${keepDims ? ", kept" : ""}, numbers from seed ${seed}`,
    args: [argument(shape, reducer.draw ?? "real", seed)],
    run: (x) => reducer.run(x, [...axes], keepDims),
    reference: (x) => reducer.reference(x, reduction),
  };
}

/** Axes to reduce over, of a shape. */
const axesOf = (rank: number, axis: Reducer["axis"]): fc.Arbitrary<number[]> => {
  if (axis === "last") return fc.constant([rank - 1]);
  if (axis === "one") return fc.integer({ min: 0, max: rank - 1 }).map((one) => [one]);
  return fc.subarray(
    Array.from({ length: rank }, (_, d) => d),
    { minLength: 1 },
  );
};

const trials = (reducer: Reducer, from: fc.Arbitrary<number[]>): fc.Arbitrary<Trial> =>
  from.chain((shape) =>
    fc
      .tuple(axesOf(shape.length, reducer.axis), fc.boolean(), seeds())
      .map(([axes, keepDims, seed]) => trialOf(reducer, shape, { axes, keepDims }, seed)),
  );

/** TensorFlow.js' shapes of a vector's extreme place differ from backend to backend, so that has cases of its own. */
const isPlace = ({ name }: Reducer) => name === "argMax" || name === "argMin";

const manyFactors: ReadonlySet<string> = new Set(["prod", "cumsum", "1-norm"]);

/** Reductions over every set of axes, kept or not, of small tensors and of large ones. */
export const reductionCases: readonly ConformanceCase[] = [
  ...reducers.map((reducer) =>
    define(FAMILY, reducer.name, trials(reducer, shapes(isPlace(reducer) ? 2 : 1, 4)), {
      orders: reducer.orders ?? TWICE,
    }),
  ),
  ...reducers
    .filter(isPlace)
    .map((reducer) =>
      define(FAMILY, `${reducer.name} of a vector`, trials(reducer, shapes(1, 1)), { orders: reducer.orders ?? TWICE }),
    ),
  ...reducers
    .filter(({ name }) => !manyFactors.has(name))
    .map((reducer) =>
      define(
        FAMILY,
        `${reducer.name}, large`,
        trials(
          reducer,
          largeShapes().filter(({ length }) => length > 1 || !isPlace(reducer)),
        ),
        { orders: reducer.orders ?? ONCE, share: 0.2 },
      ),
    ),
];
