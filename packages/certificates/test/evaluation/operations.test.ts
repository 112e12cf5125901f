import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import type { Action, Operation } from "../../src/network/operation.ts";
import { averagingRows, interpolationRows } from "../../src/rules/axis-rows.ts";
import { type Big, big, bigExp, bigLog, bigRoot } from "../support/big.ts";
import { randomVector, sizeOf } from "../support/random-vector.ts";

interface Case {
  readonly name: string;
  readonly action: Action;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  /** The definition, entry by entry. */
  readonly reference: (inputs: readonly (readonly Big[])[]) => readonly Big[];
  /** A relative error that no box about a point exceeds. */
  readonly tightness: number;
}

const weights = (seed: number, size: number): Float32Array => Float32Array.from(randomVector(seed, size));
const at = (xs: readonly Big[] | undefined, i: number): Big => xs?.[i] ?? big(0);
const total = (xs: readonly Big[]): Big => xs.reduce((sum, x) => sum.plus(x), big(0));
const mean = (xs: readonly Big[]): Big => total(xs).div(xs.length);
const largest = (xs: readonly Big[]): Big => xs.reduce((most, x) => (x.gt(most) ? x : most));
const smallest = (xs: readonly Big[]): Big => largest(xs.map((x) => x.neg())).neg();

/** A sample of shape [2, 3], by rows. */
const rowsOf = (xs: readonly Big[]): readonly (readonly Big[])[] => [xs.slice(0, 3), xs.slice(3)];
const byRow = (f: (row: readonly Big[]) => readonly Big[]) => {
  return ([xs = []]: readonly (readonly Big[])[]) => rowsOf(xs).flatMap(f);
};

const softmaxOf = (row: readonly Big[]): readonly Big[] => {
  const terms = row.map((x) => bigExp(x.minus(largest(row))));
  return terms.map((t) => t.div(total(terms)));
};
const logSoftmaxOf = (row: readonly Big[]): readonly Big[] => {
  const sum = total(row.map((x) => bigExp(x.minus(largest(row)))));
  return row.map((x) => x.minus(largest(row)).minus(bigLog(sum)));
};

/** Six points between two numbers, the last one repeated. */
const along = (a: Big, b: Big): readonly Big[] =>
  [0, 1, 2, 3, 3, 3].map((i) =>
    a
      .times(3 - i)
      .plus(b.times(i))
      .div(3),
  );

const [gamma, beta, average, table] = [weights(1, 3), weights(2, 3), weights(3, 3), weights(4, 12)];
const variance = weights(5, 3).map((value) => Math.abs(value));
const ofNumber = (values: Float32Array, i: number): Big => big(values[i] ?? 0);

function batchNormalized(x: Big, c: number): Big {
  const root = bigRoot(ofNumber(variance, c).plus(big(0.001)));
  return x.minus(ofNumber(average, c)).times(ofNumber(gamma, c)).div(root).plus(ofNumber(beta, c));
}

function layerNormalized(row: readonly Big[], epsilon: number): readonly Big[] {
  const centred = row.map((x) => x.minus(mean(row)));
  const root = bigRoot(mean(centred.map((c) => c.times(c))).plus(big(epsilon)));
  return centred.map((c, k) => c.div(root).times(ofNumber(gamma, k)).plus(ofNumber(beta, k)));
}

const matrix = [[2, 3]] as const;
const vectors = [[4], [4], [4]] as const;
const merged = (merge: "sum" | "average" | "maximum" | "minimum", f: (xs: readonly Big[]) => Big): Case => ({
  name: merge,
  action: { type: "merge", merge },
  inputShapes: vectors,
  outputShape: [4],
  reference: (inputs) => [0, 1, 2, 3].map((i) => f(inputs.map((input) => at(input, i)))),
  tightness: merge === "average" ? 1e-7 : 1e-15,
});
const window = { inputSize: 5, kernelSize: 3, stride: 2, dilation: 1, padding: "same" } as const;

const CASES: readonly Case[] = [
  {
    name: "softmax",
    action: { type: "softmax", isLogarithm: false, axes: [1] },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: byRow(softmaxOf),
    tightness: 1e-12,
  },
  {
    name: "softmax over all axes",
    action: { type: "softmax", isLogarithm: false, axes: [0, 1] },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: ([xs = []]) => softmaxOf(xs),
    tightness: 1e-12,
  },
  {
    name: "log softmax",
    action: { type: "softmax", isLogarithm: true, axes: [1] },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: byRow(logSoftmaxOf),
    tightness: 1e-12,
  },
  {
    name: "batch normalisation",
    action: { type: "batchNormalization", axis: 1, gamma, beta, mean: average, variance, epsilon: 0.001 },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: byRow((row) => row.map(batchNormalized)),
    tightness: 1e-13,
  },
  {
    name: "batch normalisation of the first axis",
    action: { type: "batchNormalization", axis: 0, gamma, beta, mean: average, variance, epsilon: 0.001 },
    inputShapes: [[3, 2]],
    outputShape: [3, 2],
    reference: ([xs = []]) => xs.map((x, i) => batchNormalized(x, Math.floor(i / 2))),
    tightness: 1e-13,
  },
  ...[0.001, 0.1].map((epsilon) => ({
    name: `layer normalisation with epsilon ${epsilon}`,
    action: { type: "layerNormalization", axes: [1], gamma, beta, epsilon } as const,
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: byRow((row) => layerNormalized(row, epsilon)),
    tightness: 1e-9, // large inputs over a small root
  })),
  {
    name: "rescaling",
    action: { type: "rescaling", scale: 1 / 127.5, offset: -0.7 },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: ([xs = []]) => xs.map((x) => x.times(big(1 / 127.5)).plus(big(-0.7))),
    tightness: 1e-7,
  },
  {
    name: "rescaling by the float32",
    action: { type: "rescaling", scale: 1 / 127.5, offset: -0.7 },
    inputShapes: matrix,
    outputShape: [2, 3],
    reference: ([xs = []]) => xs.map((x) => x.times(big(Math.fround(1 / 127.5))).plus(big(Math.fround(-0.7)))),
    tightness: 1e-7,
  },
  merged("sum", total),
  merged("average", mean),
  { ...merged("average", (xs) => total(xs).times(big(Math.fround(1 / 3)))), name: "average by the float32" },
  merged("maximum", largest),
  merged("minimum", smallest),
  {
    name: "difference of broadcast inputs",
    action: { type: "merge", merge: "difference" },
    inputShapes: [[2, 3], [3]],
    outputShape: [2, 3],
    reference: ([xs = [], ys]) => xs.map((x, i) => x.minus(at(ys, i % 3))),
    tightness: 1e-15,
  },
  {
    name: "average pooling",
    action: { type: "bands", bands: [{ axis: 0, rows: averagingRows(window) }] },
    inputShapes: [[5, 2]],
    outputShape: [3, 2],
    reference: ([xs]) =>
      [
        [0, 1],
        [1, 2, 3],
        [3, 4],
      ].flatMap((rows) => [0, 1].map((c) => mean(rows.map((row) => at(xs, 2 * row + c))))),
    tightness: 1e-14,
  },
  {
    name: "interpolation along two axes",
    action: {
      type: "bands",
      bands: [
        { axis: 0, rows: interpolationRows(2, 3) },
        { axis: 1, rows: interpolationRows(2, 3) },
      ],
    },
    inputShapes: [[2, 2]],
    outputShape: [6, 6],
    reference: ([xs]) => {
      const [top, bottom] = [along(at(xs, 0), at(xs, 1)), along(at(xs, 2), at(xs, 3))];
      const columns = top.map((entry, i) => along(entry, at(bottom, i)));
      return [0, 1, 2, 3, 4, 5].flatMap((row) => columns.map((column) => at(column, row)));
    },
    tightness: 1e-14,
  },
  {
    name: "max pooling",
    action: {
      type: "maxPooling",
      windows: [
        {
          axis: 1,
          rows: [
            { first: 0, count: 2 },
            { first: 1, count: 2 },
          ],
        },
      ],
    },
    inputShapes: matrix,
    outputShape: [2, 2],
    reference: byRow((row) => [largest(row.slice(0, 2)), largest(row.slice(1))]),
    tightness: 0,
  },
  {
    name: "inner product of a projection head",
    action: { type: "projection", isInner: true, fixed: 0, table, rows: 4, columns: 3 },
    inputShapes: [[3], [3]],
    outputShape: [1],
    reference: ([xs = [], ys]) => [total(xs.map((x, i) => x.times(at(ys, i))))],
    tightness: 1e-14,
  },
  {
    name: "product of a projection head",
    action: { type: "projection", isInner: false, fixed: 1, table, rows: 4, columns: 3 },
    inputShapes: [[2, 3], [3]],
    outputShape: [2, 3],
    reference: ([xs = [], ys]) => xs.map((x, i) => x.times(at(ys, i % 3))),
    tightness: 1e-15,
  },
];

describe.each(CASES)("$name", ({ name, action, inputShapes, outputShape, reference, tightness }) => {
  const operation: Operation = { name, kind: name, inputs: [0], inputShapes, outputShape, action, isVaried: true };

  it("is enclosed at every point of a box", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0, 2 ** -45, 2 ** -20, 0.1),
        fc.constantFrom(0.01, 1, 30, 600),
        (seed, r, scale) => {
          const boxes = inputShapes.map((shape, i) => ({
            middle: randomVector(seed + 10 * i, sizeOf(shape), scale).map((x) => x / 3),
            radius: randomVector(seed + 10 * i + 1, sizeOf(shape)).map((x) => Math.abs(x) * r),
          }));
          const { middle, radius } = evaluatorOf(operation).enclose(boxes);
          const point = boxes.map((box, i) => {
            const where = randomVector(seed + 10 * i + 2, box.middle.length);
            return Array.from(box.middle, (m, k) => {
              return big(m).plus(big(box.radius[k] ?? 0).times(Math.sign(where[k] ?? 0)));
            });
          });
          const exact = reference(point);
          expect(middle).toHaveLength(exact.length);
          const size = middle.reduce((most, m) => Math.max(most, Math.abs(m)), scale);
          for (const [k, entry] of exact.entries()) {
            const off = entry.minus(big(middle[k] ?? Number.NaN)).abs();
            expect(off.lte(big(radius[k] ?? Number.NaN).plus("1e-50"))).toBe(true);
            // A box about a point is small.
            expect(r === 0 ? radius[k] : 0).toBeLessThanOrEqual(tightness * size + 1e-300);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("max pooling", () => {
  it("gives the whole gradient to the first of equal entries", () => {
    const rows = [{ first: 0, count: 2 }];
    const operation: Operation = {
      name: "pool",
      kind: "MaxPooling2D",
      inputs: [0],
      inputShapes: [[2, 2, 1]],
      outputShape: [1, 1, 1],
      action: {
        type: "maxPooling",
        windows: [
          { axis: 0, rows },
          { axis: 1, rows },
        ],
      },
      isVaried: true,
    };
    const back = (x: readonly number[]): number[] => {
      const [gradient] = evaluatorOf(operation).pullBack([Float64Array.from(x)], Float64Array.of(3));
      return [...(gradient ?? [])];
    };
    expect(back([1, 1, 1, 1])).toEqual([3, 0, 0, 0]);
    expect(back([0, 1, 1, 0])).toEqual([0, 3, 0, 0]);
    expect(back([0, 0, 0, 1])).toEqual([0, 0, 0, 3]);
  });
});
