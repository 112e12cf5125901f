import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { createRng, type WeightKind } from "@lipschitz-gan/core";
import { normalisedKernel } from "../../src/internal/normalised-kernel.ts";
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
  ["embedding", [4, 3]],
];

describe("normalisedKernel", () => {
  it("takes one kernel for the norm and the quotient, and one for the gradient, where the backend has them", async () => {
    const { matrix, value, vectors, dy } = drawKernel("conv", [3, 3, 2, 4], 1);
    const forward = (w: tf.Tensor): tf.Tensor => normalisedKernel(matrix, w, vectors, 1);
    // The custom gradient stands among them under the name of its scope.
    expect(new Set(await kernelsOf(() => forward(value)))).toEqual(
      new Set(["Reshape", "BatchMatMul", "SpectralNormalize", "unnamed scope"]),
    );
    const kernels = await kernelsOf(() => tf.grad(forward)(value, dy));
    expect(kernels).toContain("SpectralNormalizeGradient");
    expect(kernels).not.toContain("RealDiv");
  });

  it.each([
    ["conv-transpose", [2, 3, 3, 2]],
    ["depthwise", [2, 2, 3, 2]],
  ] as const)("composes the norm of a %s kernel, whose matrix lies otherwise", async (kind, shape) => {
    const { matrix, value, vectors } = drawKernel(kind, shape, 2);
    expect(await kernelsOf(() => normalisedKernel(matrix, value, vectors, 1))).not.toContain("SpectralNormalize");
  });

  it("composes on a backend without the kernels", async () => {
    await startBackend("cpu");
    const { matrix, value, vectors } = drawKernel("dense", [3, 4], 3);
    expect(await kernelsOf(() => normalisedKernel(matrix, value, vectors, 1))).toContain("RealDiv");
    await startBackend("wasm", { threads: 1 });
  });

  it("leaves no tensor behind, neither forwards nor backwards", () => {
    const { matrix, value, vectors, dy } = drawKernel("dense", [5, 4], 4);
    withoutLeak(() => {
      normalisedKernel(matrix, value, vectors, 1).dispose();
      tf.grad((w: tf.Tensor) => normalisedKernel(matrix, w, vectors, 1))(value, dy).dispose();
    });
  });

  it("is scale · W / |vᵀWu| with the gradient scale (G - ⟨G, W / σ⟩ sign v uᵀ) / σ, for kernels of all kinds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHAPES), fc.nat(1e6), fc.constantFrom(1, 0.3), ([kind, shape], seed, scale) => {
        const { matrix, value, vectors, dy } = drawKernel(kind, shape, seed);
        const [w, u, v, g] = [value, vectors.u, vectors.v, dy].map(numbers) as [number[], number[], number[], number[]];
        const outer = w.map((_, k) => (v[Math.floor(k / matrix.rows)] ?? NaN) * (u[k % matrix.rows] ?? NaN));
        const sum = (f: (k: number) => number): number => w.reduce((total, _, k) => total + f(k), 0);
        const pairing = sum((k) => (w[k] ?? NaN) * (outer[k] ?? NaN));
        const sigma = Math.abs(pairing);
        // vᵀW is summed in float32, over `columns` terms in any order; what follows adds a few roundings.
        const error = ((matrix.columns + 2) * u32 * sum((k) => Math.abs((w[k] ?? NaN) * (outer[k] ?? NaN)))) / sigma;
        fc.pre(error < 0.001);
        const lambda = (Math.sign(pairing) * sum((k) => (g[k] ?? NaN) * (w[k] ?? NaN))) / sigma;
        const bar = numbers(normalisedKernel(matrix, value, vectors, scale));
        const gradient = numbers(tf.grad((x: tf.Tensor) => normalisedKernel(matrix, x, vectors, scale))(value, dy));
        for (const [k, x] of w.entries()) {
          const exact = (scale * x) / sigma;
          expect(Math.abs((bar[k] ?? NaN) - exact), `W̄ at ${k}`).toBeLessThanOrEqual(
            1.01 * (error + 4 * u32) * Math.abs(exact),
          );
          const [direct, through] = [(scale * (g[k] ?? NaN)) / sigma, (scale * lambda * (outer[k] ?? NaN)) / sigma];
          // σ stands once under G and twice under the other term; six more roundings, see the kernel's own test.
          const allowed = (error + 6 * u32) * Math.abs(direct) + (2 * error + 6 * u32) * Math.abs(through);
          expect(Math.abs((gradient[k] ?? NaN) - (direct - through)), `gradient at ${k}`).toBeLessThanOrEqual(
            1.01 * allowed,
          );
        }
      }),
    );
  });

  it("can be differentiated twice, along any direction, as the composed operations can", async () => {
    const { matrix, value, vectors, dy } = drawKernel("dense", [4, 3], 11);
    const [first, along, weights] = [value, dy, normal(createRng(5).stream("weights"), [4, 3])].map(
      (tensor) => [numbers(tensor), tensor.shape] as const,
    ) as [readonly [number[], number[]], readonly [number[], number[]], readonly [number[], number[]]];
    const [u, v] = [vectors.u, vectors.v].map((tensor) => [numbers(tensor), tensor.shape] as const) as [
      readonly [number[], number[]],
      readonly [number[], number[]],
    ];
    const second = (): number[] =>
      tf.tidy(() => {
        const [w, d, c] = [first, along, weights].map(([values, shape]) => tf.tensor(values, shape)) as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const pair = { u: tf.tensor(...u), v: tf.tensor(...v) };
        const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.square(normalisedKernel(matrix, x, pair, 1)), c));
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
