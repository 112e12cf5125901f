import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kernelMatrix, ShapeError, type WeightKind } from "@lipschitz-gan/core";
import { numbers } from "./support/tensors.ts";

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

/** Which block and which output of it an entry of the kernel belongs to, from its index along every axis. */
type Output = (index: readonly number[]) => { group: number; row: number };
const lastAxis: Output = (index) => ({ group: 0, row: index.at(-1) ?? -1 });
const lastButOne: Output = (index) => ({ group: 0, row: index.at(-2) ?? -1 });
const channelAndMultiplier: Output = (index) => ({ group: index[2] ?? -1, row: index[3] ?? -1 });

const kinds: readonly { kind: WeightKind; ranks: readonly number[]; output: Output }[] = [
  { kind: "dense", ranks: [2], output: lastAxis },
  { kind: "embedding", ranks: [2], output: lastAxis },
  { kind: "conv", ranks: [3, 4, 5], output: lastAxis },
  { kind: "conv-transpose", ranks: [4, 5], output: lastButOne },
  { kind: "depthwise", ranks: [4], output: channelAndMultiplier },
];

describe.each(kinds)("kernelMatrix of kind $kind", ({ kind, ranks, output }) => {
  const shapes = fc
    .constantFrom(...ranks)
    .chain((rank) => fc.array(fc.integer({ min: 1, max: 4 }), { minLength: rank, maxLength: rank }));

  it("has the Gram matrix W Wᵀ of the naive matrix: entries of one output in one row, columns matched", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const view = kernelMatrix(kind, shape);
        const kernel = integers(shape);
        const found = blockGrams(view!.toBlocks(kernel));
        expect(found).toEqual(naiveGrams(kernel, output, view!.groups, view!.rows));
        expect(view!.groups * view!.rows * view!.columns).toBe(kernel.size);
      }),
    );
  });

  it("names the axes that count outputs", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const view = kernelMatrix(kind, shape)!;
        const counted = view.outputAxes.reduce((product, axis) => product * (shape[axis] ?? 0), 1);
        expect(counted).toBe(view.groups * view.rows);
      }),
    );
  });

  it("refuses every rank but those that fit, which it names", () => {
    const rule = ranks.length === 1 ? `${ranks[0]}` : `${ranks[0]} to ${ranks.at(-1)}`;
    const others = [0, 1, 2, 3, 4, 5, 6].filter((rank) => !ranks.includes(rank));
    for (const rank of ranks) expect(kernelMatrix(kind, shapeOf(rank))).not.toBeNull();
    for (const shape of others.map(shapeOf)) {
      expect(() => kernelMatrix(kind, shape)).toThrow(
        new ShapeError(`kernelMatrix(${kind})`, `of rank ${rule}`, shape),
      );
    }
  });
});

describe("kernelMatrix", () => {
  it("is the linear map of a convolution over one window", () => {
    const shape = [3, 2, 4, 5] as const;
    const kernel = tf.tensor4d(numbers(integers(shape)), [...shape]);
    const x = integers([1, 3, 2, 4]);
    const expected = tf.conv2d(x as tf.Tensor4D, kernel, 1, "valid");
    const view = kernelMatrix("conv", shape)!;
    const found = tf.matMul(tf.reshape(x, [1, view.columns]), tf.squeeze(view.toBlocks(kernel), [0]));
    expect(numbers(found)).toEqual(numbers(expected));
  });

  it("has none for biases, scales and unknown layers, whatever their shape", () => {
    for (const kind of ["bias", "scale", "unknown"] as const) expect(kernelMatrix(kind, [3, 3])).toBeNull();
  });

  it("passes gradients back to where the entries came from", () => {
    for (const [kind, shape] of [
      ["conv-transpose", [2, 3, 4, 5]],
      ["depthwise", [2, 3, 4, 2]],
    ] as const) {
      const view = kernelMatrix(kind, shape)!;
      const kernel = integers(shape);
      const gradient = tf.grad((k: tf.Tensor) => tf.sum(tf.square(view.toBlocks(k))))(kernel);
      expect(numbers(gradient)).toEqual(numbers(kernel).map((x) => 2 * x));
    }
  });
});

const shapeOf = (rank: number): number[] => [1, 2, 3, 4, 5, 6].slice(0, rank);

/** A kernel of small integers that no symmetry maps onto itself; sums of their products are exact. */
function integers(shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 37 + ((i * i) % 11)) % 61) - 20),
    [...shape],
  );
}

function blockGrams(blocks: tf.Tensor3D): number[][][] {
  return blocks
    .arraySync()
    .map((columns) =>
      (columns[0] ?? []).map((_, a) =>
        (columns[0] ?? []).map((__, b) => columns.reduce((sum, c) => sum + (c[a] ?? 0) * (c[b] ?? 0), 0)),
      ),
    );
}

/** Products of entries whose indices agree in every axis but the outputs'. */
function naiveGrams(kernel: tf.Tensor, output: Output, groups: number, rows: number): number[][][] {
  const grams = Array.from({ length: groups }, () =>
    Array.from({ length: rows }, () => Array.from({ length: rows }, () => 0)),
  );
  const entries = numbers(kernel).map((value, flat) => {
    const index = indexOf(flat, kernel.shape);
    const { group, row } = output(index);
    const marked = index.map(String);
    // The same column: the same index everywhere once the output's own place is blanked out.
    const outputPlaces = output([...index.keys()]);
    if (groups === 1 && outputPlaces.row >= 0) marked[outputPlaces.row] = "*";
    else marked[3] = "*";
    return { value, group, row, column: marked.join() };
  });
  for (const a of entries)
    for (const b of entries) {
      const gram = grams[a.group]?.[a.row];
      if (gram !== undefined && a.group === b.group && a.column === b.column) {
        gram[b.row] = (gram[b.row] ?? 0) + a.value * b.value;
      }
    }
  return grams;
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  return shape.reduceRight<{ rest: number; index: number[] }>(
    ({ rest, index }, n) => ({ rest: Math.floor(rest / n), index: [rest % n, ...index] }),
    { rest: flat, index: [] },
  ).index;
}
