import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { createRng, type KernelMatrix, type WeightKind } from "@lipschitz-gan/core";
import { normalisedRows } from "../../src/internal/normalised-rows.ts";
import { drawKernel, kernelsOf } from "../support/drawn-kernels.ts";
import { normal } from "../support/models.ts";
import { numbers, u32, withoutLeak } from "../support/tensors.ts";

beforeAll(async () => {
  await startBackend("wasm", { threads: 1 });
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});
afterAll(async () => {
  await startBackend("cpu");
});

const SHAPES: readonly (readonly [WeightKind, readonly number[]])[] = [
  ["dense", [7, 5]],
  ["dense", [9, 1]],
  ["dense", [1, 9]],
  ["conv", [3, 2, 3, 6]],
  ["depthwise", [3, 2, 3, 2]],
  ["conv-transpose", [2, 3, 4, 2]],
  ["embedding", [4, 3]],
];

/** For every entry of a kernel the entries of its row. */
function rowsOf({ outputAxes }: KernelMatrix, shape: readonly number[]): readonly (readonly number[])[] {
  const rowKey = (place: number): string => {
    const strides = shape.map((_, d) => shape.slice(d + 1).reduce((product, extent) => product * extent, 1));
    return outputAxes.map((axis) => Math.floor(place / (strides[axis] ?? 1)) % (shape[axis] ?? 1)).join();
  };
  const rows = new Map<string, number[]>();
  const places = Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, place) => place);
  for (const place of places) rows.set(rowKey(place), [...(rows.get(rowKey(place)) ?? []), place]);
  return [...rows.values()];
}

describe("normalisedRows", () => {
  it.each([
    ["conv", [3, 3, 2, 4]],
    ["depthwise", [2, 2, 3, 2]],
    ["dense", [3, 4]],
  ] as const)(
    "takes one kernel for a %s weight and one for its gradient, where the backend has them",
    async (kind, shape) => {
      const { matrix, value, dy } = drawKernel(kind, shape, 1);
      const forward = (w: tf.Tensor): tf.Tensor => normalisedRows(matrix, w, 1);
      // The custom gradient stands among them under the name of its scope.
      expect(new Set(await kernelsOf(() => forward(value)))).toEqual(new Set(["WeightNormalize", "unnamed scope"]));
      const kernels = await kernelsOf(() => tf.grad(forward)(value, dy));
      expect(kernels).toContain("WeightNormalizeGradient");
      expect(kernels).not.toContain("RealDiv");
    },
  );

  it("composes where the rows lie otherwise, and on a backend without the kernels", async () => {
    const transposed = drawKernel("conv-transpose", [2, 3, 3, 2], 2);
    expect(await kernelsOf(() => normalisedRows(transposed.matrix, transposed.value, 1))).not.toContain(
      "WeightNormalize",
    );
    await startBackend("cpu");
    const dense = drawKernel("dense", [3, 4], 3);
    expect(await kernelsOf(() => normalisedRows(dense.matrix, dense.value, 1))).toContain("RealDiv");
    await startBackend("wasm", { threads: 1 });
  });

  it("leaves no tensor behind, neither forwards nor backwards", () => {
    const { matrix, value, dy } = drawKernel("dense", [5, 4], 4);
    withoutLeak(() => {
      normalisedRows(matrix, value, 1).dispose();
      tf.grad((w: tf.Tensor) => normalisedRows(matrix, w, 1))(value, dy).dispose();
    });
  });

  it("is norm · w / ‖w‖ with the gradient norm (g - ⟨g, w⟩ w / ‖w‖²) / ‖w‖ in each row, for kernels of all kinds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHAPES), fc.nat(1e6), fc.constantFrom(1, 0.3), ([kind, shape], seed, norm) => {
        const { matrix, value, dy } = drawKernel(kind, shape, seed);
        const [w, g] = [numbers(value), numbers(dy)];
        const bar = numbers(normalisedRows(matrix, value, norm));
        const gradient = numbers(tf.grad((x: tf.Tensor) => normalisedRows(matrix, x, norm))(value, dy));
        for (const row of rowsOf(matrix, shape)) {
          const over = (f: (place: number) => number): number => row.reduce((sum, place) => sum + f(place), 0);
          const length = Math.sqrt(over((place) => (w[place] ?? NaN) ** 2));
          const along = over((place) => ((w[place] ?? NaN) * (g[place] ?? NaN)) / length);
          const size = (norm * Math.sqrt(over((place) => (g[place] ?? NaN) ** 2))) / length;
          for (const place of row) {
            const exact = (norm * (w[place] ?? NaN)) / length;
            // Composed: squares of a row and their sum, half of that in the root, two quotients, the product.
            const roundings = row.length / 2 + 6;
            expect(Math.abs((bar[place] ?? NaN) - exact)).toBeLessThanOrEqual(1.01 * roundings * u32 * Math.abs(exact));
            const slope = (norm * ((g[place] ?? NaN) - (along * (w[place] ?? NaN)) / length)) / length;
            // Composed: two sums over the row, of terms that are no larger than g.
            expect(Math.abs((gradient[place] ?? NaN) - slope)).toBeLessThanOrEqual((2 * row.length + 20) * u32 * size);
          }
        }
      }),
    );
  });

  it("can be differentiated twice, along any direction, as the composed operations can", async () => {
    const { matrix, value, dy } = drawKernel("dense", [4, 3], 11);
    const weights = normal(createRng(5).stream("weights"), [4, 3]);
    const given = [value, dy, weights].map((tensor) => numbers(tensor));
    const second = (): number[] =>
      tf.tidy(() => {
        const [w, d, c] = given.map((values) => tf.tensor(values, [4, 3])) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.square(normalisedRows(matrix, x, 1)), c));
        return numbers(tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.grad(loss)(x), d)))(w));
      });
    const fused = second();
    tf.engine().endScope();
    await startBackend("cpu");
    const composed = second();
    await startBackend("wasm", { threads: 1 });
    tf.engine().startScope();
    // Every entry goes through fewer than 200 roundings, of terms of the size of the largest.
    const size = Math.max(...composed.map(Math.abs));
    expect(size).toBeGreaterThan(0);
    for (const [k, x] of composed.entries()) expect(Math.abs((fused[k] ?? NaN) - x)).toBeLessThan(200 * u32 * size);
  });
});
