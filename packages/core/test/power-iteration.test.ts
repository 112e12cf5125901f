import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { createRng, kernelMatrix, powerIteration, singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { matrixCase, matrixOfCase, type Rows, squareSum, svd, tau, transposed } from "./support/matrices.ts";
import { bits, numbers, u32, withoutLeak } from "./support/tensors.ts";

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const blocksOf = (matrix: Rows): tf.Tensor3D => tf.tensor3d([transposed(matrix)]);
const leftVector = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [1, 1, values.length]);
const start = (matrix: Rows, seed: number): tf.Tensor =>
  startVector(kernelMatrix("dense", [matrix[0]?.length ?? 0, matrix.length])!, createRng(seed).stream("u"));

/** σ̂ after each of the first `rounds` rounds. */
function estimates(blocks: tf.Tensor3D, u: tf.Tensor, rounds: number): number[] {
  let vectors: { u: tf.Tensor; v: tf.Tensor } = { u, v: tf.zeros([blocks.shape[0], blocks.shape[1], 1]) };
  return Array.from({ length: rounds }, () => {
    vectors = powerIteration(blocks, vectors);
    return singularValueEstimate(blocks, vectors).dataSync()[0] ?? Number.NaN;
  });
}

/** Of a sum of v's entries after a round, in the blocks. */
function gradientThroughARound(): number[] {
  return tf.tidy(() => {
    const before = { u: leftVector([0.6, 0.8]), v: tf.zeros([1, 3, 1]) };
    const weights = tf.tensor3d([1, -2, 3], [1, 3, 1]);
    const loss = (w: tf.Tensor): tf.Scalar => tf.sum(tf.mul(powerIteration(w as tf.Tensor3D, before).v, weights)); // the blocks below
    return numbers(tf.grad(loss)(tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 3, 2])));
  });
}

describe("startVector", () => {
  it("is a unit vector in every block and the same for the same stream", () => {
    const matrix = kernelMatrix("depthwise", [3, 3, 5, 2])!;
    const u = startVector(matrix, createRng(3).stream("u"));
    expect(u.shape).toEqual([5, 1, 2]);
    for (let block = 0; block < 5; block++) {
      const [first = 0, second = 0] = numbers(u).slice(2 * block, 2 * block + 2);
      // two squares, each of a number that has gone through at most eight roundings
      expect(Math.abs(first * first + second * second - 1)).toBeLessThan(2 * 8 * u32);
    }
    expect(bits(u)).toEqual(bits(startVector(matrix, createRng(3).stream("u"))));
    expect(bits(u)).not.toEqual(bits(startVector(matrix, createRng(4).stream("u"))));
  });
});

describe("powerIteration", () => {
  it("stays for ever at a start orthogonal to the leading vector, from which a random start is free", () => {
    // [[2, -2], [1, 1]]: singular values 2√2 and √2; u = (0, 1) is the second left vector exactly.
    const matrix = [
      [2, -2],
      [1, 1],
    ];
    const blocks = blocksOf(matrix);
    expect(estimates(blocks, leftVector([0, 1]), 50).at(-1)).toBeCloseTo(Math.SQRT2, 6);
    for (let seed = 0; seed < 20; seed++) {
      expect(estimates(blocks, start(matrix, seed), 30).at(-1)).toBeCloseTo(2 * Math.SQRT2, 5);
    }
  });

  it("keeps the vectors when the matrix is zero", () => {
    const before = { u: leftVector([0.6, 0.8]), v: tf.tensor3d([0, 1, 0], [1, 3, 1]) };
    const after = powerIteration(tf.zeros([1, 3, 2]), before);
    expect(bits(after.u)).toEqual(bits(before.u));
    expect(bits(after.v)).toEqual(bits(before.v));
    expect(singularValueEstimate(tf.zeros([1, 3, 2]), after).dataSync()[0]).toBe(0);
  });

  it.each(["cpu", "wasm"] as const)("keeps the vectors when any one entry is not finite, on %s", async (name) => {
    tf.engine().endScope();
    const backend = await startBackend(name, { threads: 1 });
    tf.engine().startScope();
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (let position = 0; position < 35; position++) {
        const values = Float32Array.from({ length: 35 }, (_, i) => (i === position ? bad : i - 17.5));
        const before = { u: leftVector([0.6, 0, 0.8, 0, 0]), v: tf.tensor3d([0, 1, 0, 0, 0, 0, 0], [1, 7, 1]) };
        const after = powerIteration(tf.tensor3d(values, [1, 7, 5]), before);
        expect(bits(after.u), `u with ${bad} at ${position}`).toEqual(bits(before.u));
        // Where u is zero, ±Infinity meets 0 and is NaN too, so v is spoiled by every position alike.
        expect(bits(after.v), `v with ${bad} at ${position}`).toEqual(bits(before.v));
      }
    }
    tf.engine().endScope();
    await backend.stop();
    await tf.setBackend("cpu");
    tf.engine().startScope();
  });

  it("makes each unit vector in one kernel where the backend has it, unless a gradient is wanted", async () => {
    tf.engine().endScope();
    const expected = gradientThroughARound();
    const backend = await startBackend("wasm", { threads: 1 });
    const { kernelNames } = await tf.profile(() => {
      tf.tidy(() => powerIteration(tf.ones([1, 3, 2]), { u: leftVector([1, 0]), v: tf.zeros([1, 3, 1]) }));
    });
    expect(kernelNames.filter((name) => !["Reshape", "Fill"].includes(name))).toEqual(["BatchMatMul", "UnitOr"]);
    const found = gradientThroughARound();
    // Some 40 roundings of terms below |weights| / |Wᵀu| < 1 each.
    for (const [i, x] of expected.entries()) expect(Math.abs((found[i] ?? NaN) - x)).toBeLessThan(40 * u32);
    await backend.stop();
    await tf.setBackend("cpu");
    tf.engine().startScope();
  });

  it("works on subnormal and huge entries", () => {
    for (const size of [2 ** -140, 2 ** -100, 2 ** 100, 2 ** 120]) {
      const sigma =
        estimates(tf.tensor3d([3 * size, 0, 0, 4 * size], [1, 2, 2]), leftVector([0.6, 0.8]), 40).at(-1) ?? 0;
      expect(sigma / size).toBeCloseTo(4, 4);
    }
  });

  it("finds a block that was weaker for long as soon as it has grown", () => {
    const view = kernelMatrix("depthwise", [1, 1, 2, 1])!;
    const weak = view.toBlocks(tf.tensor([1, 0.5], [1, 1, 2, 1]));
    const grown = view.toBlocks(tf.tensor([1, 10], [1, 1, 2, 1]));
    let vectors: { u: tf.Tensor; v: tf.Tensor } = {
      u: startVector(view, createRng(0).stream("u")),
      v: tf.zeros([2, 1, 1]),
    };
    // 0.5^(2 · 200) is far below the smallest float32: one vector for the whole matrix would have forgotten the block.
    for (let round = 0; round < 200; round++) vectors = powerIteration(weak, vectors);
    expect(numbers(singularValueEstimate(weak, vectors))).toEqual([1]);
    expect(numbers(singularValueEstimate(grown, powerIteration(grown, vectors)))).toEqual([10]);
  });

  it("lets one block of a block diagonal matrix lead: the largest over the blocks", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), (seed, groups, rows) => {
        const shape = [2, 3, groups, rows];
        const random = createRng(seed).stream("kernel");
        const kernel = tf.tensor(
          Float32Array.from({ length: 6 * groups * rows }, () => random.normal()),
          shape,
        );
        const view = kernelMatrix("depthwise", shape)!;
        const whole = blockDiagonal(kernel);
        const { sigmas, left } = svd(whole);
        const largestOfBlocks = Math.max(
          ...Array.from({ length: groups }, (_, g) => svd(whole.slice(g * rows, (g + 1) * rows)).sigmas[0] ?? 0),
        );
        const sigma = sigmas[0] ?? 0;
        expect(Math.abs(sigma - largestOfBlocks)).toBeLessThan(1e-12 * sigma);
        const u = startVector(view, random);
        const estimate = estimates(view.toBlocks(kernel), u, 100).at(-1) ?? 0;
        expect(estimate).toBeLessThanOrEqual(sigma * (1 + tau(whole)));
        const cosine = Math.abs(dot(numbers(u), left[0] ?? []));
        fc.pre(cosine > 0.01);
        expect(estimate).toBeGreaterThanOrEqual(sigma * (cosine ** (1 / 200) - 2 * tau(whole)));
      }),
      { numRuns: 40 },
    );
  });

  it("frees what it does not return", () => {
    const blocks = blocksOf([
      [1, 2],
      [3, 4],
    ]);
    const before = { u: leftVector([0.6, 0.8]), v: tf.zeros([1, 2, 1]) };
    withoutLeak(() => {
      const { u, v } = powerIteration(blocks, before);
      const sigma = singularValueEstimate(blocks, { u, v });
      tf.dispose([u, v, sigma]);
    });
  });

  it("never exceeds the largest singular value, after any number of rounds from any start", () => {
    fc.assert(
      fc.property(matrixCase(), fc.nat(1e6), fc.boolean(), (wanted, seed, onAxis) => {
        const matrix = matrixOfCase(wanted);
        const axis = matrix.map((_, i) => (i === seed % matrix.length ? 1 : 0));
        const limit = (svd(matrix).sigmas[0] ?? 0) * (1 + tau(matrix));
        const found = estimates(blocksOf(matrix), onAxis ? leftVector(axis) : start(matrix, seed), 8);
        for (const [q, sigma] of found.entries()) expect(sigma, `after ${q + 1} rounds`).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("grows from round to round", () => {
    fc.assert(
      fc.property(matrixCase(), fc.nat(1e6), (wanted, seed) => {
        const matrix = matrixOfCase(wanted);
        const found = estimates(blocksOf(matrix), start(matrix, seed), 8);
        const slack = 1 - 2 * tau(matrix);
        for (let q = 1; q < found.length; q++) {
          expect(found[q], `round ${q + 1}`).toBeGreaterThanOrEqual((found[q - 1] ?? 0) * slack);
        }
      }),
    );
  });

  it("is at least what theory says after q rounds, whatever the gap", () => {
    // With M_p = Σ σᵢᵖ cᵢ² for the start's components cᵢ, σ̂_q² = M_4q / M_(4q-2). M is log-convex and M_0 = 1, hence
    // σ̂_q >= σ₁ c₁^(1/2q); and dropping all but the first term of M_4q gives σ̂_q >= σ₁ (1 + ρ^(4q-2) tan²θ)^(-1/2).
    // Rounding moves a component by tau a round.
    fc.assert(
      fc.property(matrixCase(), fc.nat(1e6), (wanted, seed) => {
        const matrix = matrixOfCase(wanted);
        const { sigmas, left } = svd(matrix);
        const [first = 0, second = 0] = sigmas;
        const u = start(matrix, seed);
        const slack = tau(matrix);
        const found = estimates(blocksOf(matrix), u, 10);
        const exactCosine = Math.abs(dot(numbers(u), left[0] ?? []));
        fc.pre(exactCosine > 0.02);
        for (const [i, sigma] of found.entries()) {
          const q = i + 1;
          const cosine = exactCosine - 2 * q * slack;
          const tangent2 = 1 / cosine ** 2 - 1;
          const bound = Math.max(
            cosine ** (1 / (2 * q)),
            (1 + Math.max(0, tangent2) * (second / first) ** (4 * q - 2)) ** -0.5,
          );
          expect(sigma / first, `after ${q} rounds`).toBeGreaterThanOrEqual(bound - 2 * slack);
        }
      }),
    );
  });

  it("gives the same bits for u and v when the matrix is scaled by a power of two, and σ̂ scales with it", () => {
    // 70 binades leave 2^-56 of the largest entry for the smallest sums before anything is subnormal.
    fc.assert(
      fc.property(matrixCase(10), fc.integer({ min: -70, max: 100 }), fc.nat(1e6), (wanted, exponent, seed) => {
        const matrix = matrixOfCase(wanted).map((row) => row.map((x) => (Math.abs(x) < 2 ** -40 ? 0 : x)));
        fc.pre(squareSum(matrix) > 0);
        const scaled = matrix.map((row) => row.map((x) => x * 2 ** exponent));
        const u = start(matrix, seed);
        const v = tf.zeros([1, matrix[0]?.length ?? 0, 1]);
        const one = powerIteration(blocksOf(matrix), { u, v });
        const other = powerIteration(blocksOf(scaled), { u, v });
        expect(bits(other.u)).toEqual(bits(one.u));
        expect(bits(other.v)).toEqual(bits(one.v));
        const sigmas = [singularValueEstimate(blocksOf(matrix), one), singularValueEstimate(blocksOf(scaled), other)];
        expect((sigmas[1]?.dataSync()[0] ?? 0) / 2 ** exponent).toBe(sigmas[0]?.dataSync()[0]);
      }),
    );
  });

  it("does not depend on the order and the signs of rows and columns", () => {
    fc.assert(
      fc.property(matrixCase(), fc.nat(1e6), (wanted, seed) => {
        const matrix = matrixOfCase(wanted);
        const random = createRng(seed).stream("order");
        const rowOrder = [...random.permutation(matrix.length)].map((i) => [i, random.int(2) * 2 - 1] as const);
        const columnOrder = [...random.permutation(matrix[0]?.length ?? 0)].map(
          (j) => [j, random.int(2) * 2 - 1] as const,
        );
        const moved = rowOrder.map(([i, a]) => columnOrder.map(([j, b]) => a * b * (matrix[i]?.[j] ?? 0)));
        const u = start(matrix, seed);
        const movedU = leftVector(rowOrder.map(([i, a]) => a * (numbers(u)[i] ?? 0)));
        const one = estimates(blocksOf(matrix), u, 1)[0] ?? 0;
        const other = estimates(blocksOf(moved), movedU, 1)[0] ?? 0;
        expect(Math.abs(one - other)).toBeLessThanOrEqual(2 * tau(matrix) * (svd(matrix).sigmas[0] ?? 0));
      }),
    );
  });
});

describe("singularValueEstimate", () => {
  it("has the gradient ±u vᵀ by the sign of uᵀWv, for any u and v", () => {
    fc.assert(
      fc.property(matrixCase(8), fc.nat(1e6), (wanted, seed) => {
        const matrix = matrixOfCase(wanted);
        const u = start(matrix, seed);
        const v = tf.reshape(start(transposed(matrix), seed + 1), [1, -1, 1]);
        const gradient = tf.grad((blocks: tf.Tensor) => singularValueEstimate(blocks as tf.Tensor3D, { u, v }))(
          blocksOf(matrix),
        );
        const product = matrix.reduce((sum, row, i) => sum + (numbers(u)[i] ?? 0) * dot(row, numbers(v)), 0);
        fc.pre(Math.abs(product) > tau(matrix) * (svd(matrix).sigmas[0] ?? 0)); // else rounding decides the sign
        const expected = numbers(v).flatMap((vj) => numbers(u).map((ui) => Math.fround(Math.sign(product) * ui * vj)));
        expect(numbers(gradient).map((x, i) => x === expected[i])).not.toContain(false); // one product each, -0 = 0
      }),
      { numRuns: 40 },
    );
  });
});

/** The block diagonal matrix of a depthwise kernel [height, width, groups, rows], by its definition. */
function blockDiagonal(kernel: tf.Tensor): number[][] {
  const [height = 0, width = 0, groups = 0, rows = 0] = kernel.shape;
  const values = numbers(kernel);
  const matrix = Array.from({ length: groups * rows }, () => zeros(groups * height * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let g = 0; g < groups; g++)
        for (let r = 0; r < rows; r++) {
          const row = matrix[g * rows + r];
          if (row !== undefined)
            row[(g * height + y) * width + x] = values[((y * width + x) * groups + g) * rows + r] ?? Number.NaN;
        }
  return matrix;
}

const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}
