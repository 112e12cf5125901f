import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { constrain } from "@lipschitz-gan/core";
import { weightClipping } from "@lipschitz-gan/regularizers";
import { matrixCase, matrixOfCase, squareSum, svd } from "./support/matrices.ts";
import { denseOf, smallCritic, trainOnce } from "./support/models.ts";
import { bits, numbers, u32 } from "./support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});
afterEach(() => {
  tf.disposeVariables();
});

describe("weightClipping", () => {
  it("clips at the float32 nearest to c, and leaves what lies within alone", () => {
    const model = denseOf([[-3, -0.1, 0, 0.05, 0.1, 3]], weightClipping({ c: 0.1 }));
    model.project();
    const c = Math.fround(0.1);
    expect(numbers(model.weights[0]!.variable)).toEqual([-c, -c, 0, Math.fround(0.05), c, c]);
    expect(c).toBeGreaterThan(0.1); // so the promise cannot be 0.1
  });

  it("acts after the step and not before: the forward pass reads the variable as it is", () => {
    const model = denseOf([[5]], weightClipping({ c: 0.5 }));
    model.update();
    expect(numbers(model.apply(tf.tensor2d([[1]])))).toEqual([5]);
    model.project();
    expect(numbers(model.apply(tf.tensor2d([[1]])))).toEqual([0.5]);
  });

  it("holds after a step of training, in which the optimizer moved the variables", () => {
    const critic = constrain(smallCritic(), weightClipping({ c: 0.01 }));
    trainOnce(critic, 0);
    for (const weight of critic.weights) {
      expect(Math.max(...numbers(weight.variable).map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.01));
    }
  });

  it("leaves biases alone, unless they are selected", () => {
    for (const [options, touched] of [
      [{}, ["conv/kernel", "score/kernel"]],
      [{ select: ({ name }: { name: string }) => name === "score/kernel" }, ["score/kernel"]],
      [{ select: () => true }, ["conv/kernel", "conv/bias", "score/kernel", "score/bias"]],
    ] as const) {
      const critic = constrain(smallCritic(), weightClipping({ c: 1e-3 }), options);
      const before = Object.entries(critic.variables).map(([name, variable]) => [name, bits(variable)] as const);
      critic.project();
      const moved = before.filter(([name, old]) => String(bits(critic.variables[name]!)) !== String(old));
      expect(moved.map(([name]) => name)).toEqual(touched);
    }
  });

  it.each(["cpu", "wasm"] as const)("keeps NaN, and clips infinities, on %s", async (name) => {
    await startBackend(name, { threads: 1 });
    // 19 entries: whole vectors of four and of sixteen, and a rest
    for (let position = 0; position < 19; position++) {
      const row = Array.from({ length: 19 }, (_, i) =>
        i === position ? Number.NaN : i % 2 === 0 ? Infinity : -Infinity,
      );
      const model = denseOf([row], weightClipping({ c: 0.5 }));
      model.project();
      model.project();
      expect(numbers(model.weights[0]!.variable), `NaN at ${position}`).toEqual(
        row.map((x) => (Number.isNaN(x) ? x : Math.sign(x) / 2)),
      );
      tf.disposeVariables();
    }
    await startBackend("cpu");
  });

  it("refuses a weight that is no kernel when the bound is to follow from k, which needs a matrix", () => {
    const everything = { select: (): boolean => true };
    expect(() => constrain(smallCritic(), weightClipping({ k: 1 }), everything)).toThrow(/conv\/bias must be a kernel/);
    const byEntries = constrain(smallCritic(), weightClipping({ c: 1 }), everything);
    const bias = byEntries.weights.find(({ kind }) => kind === "bias")!;
    const bounds = byEntries.constraint.guarantee.promises.map((promised) => promised.bound(bias, 4));
    expect(bounds).toEqual([1, Infinity]);
  });

  it("is idempotent to the bit, odd, and never moves two matrices apart", () => {
    fc.assert(
      fc.property(matrixCase(6), fc.nat(1e6), fc.constantFrom(0.01, 0.1, 0.5), (wanted, seed, c) => {
        const clip = (matrix: number[][]): number[] => {
          const model = denseOf(matrix, weightClipping({ c }));
          model.project();
          const once = bits(model.weights[0]!.variable);
          model.project();
          expect(bits(model.weights[0]!.variable)).toEqual(once);
          const values = numbers(model.weights[0]!.variable);
          tf.disposeVariables();
          return values;
        };
        const one = matrixOfCase(wanted);
        const other = matrixOfCase({ ...wanted, seed });
        const [clippedOne, clippedOther] = [clip(one), clip(other)];
        expect(Math.max(...clippedOne.map(Math.abs))).toBeLessThanOrEqual(Math.fround(c));
        expect(clip(one.map((row) => row.map((x) => -x))).map((x) => x + 0)).toEqual(clippedOne.map((x) => 0 - x));
        const apart = one.map((row, i) => row.map((x, j) => x - (other[i]?.[j] ?? 0)));
        const after = Math.hypot(...clippedOne.map((x, i) => x - (clippedOther[i] ?? 0)));
        expect(after).toBeLessThanOrEqual(Math.sqrt(squareSum(apart)) * (1 + 1e-12));
      }),
      { numRuns: 40 },
    );
  });

  it("clips at 0.01 unless told otherwise", () => {
    const model = denseOf([[-1, 1]], weightClipping());
    model.project();
    expect(numbers(model.weights[0]!.variable)).toEqual([-Math.fround(0.01), Math.fround(0.01)]);
  });

  it("clips at the largest float32 that is not above k^(1/L) / √(rows · columns)", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(0.1, 1, 4, 7),
        (rows, columns, nWeights, k) => {
          const { weights, constraint } = denseOf(
            Array.from({ length: rows }, () => Array.from({ length: columns }, () => 1)),
            weightClipping({ k }),
          );
          const [bound = 0, norm] = constraint.guarantee.promises.map((p) => p.bound(weights[0]!, nWeights));
          const target = k ** (1 / nWeights) / Math.sqrt(rows * columns);
          expect(Math.fround(bound)).toBe(bound);
          expect(bound).toBeLessThanOrEqual(target);
          expect(nextFloat32(bound)).toBeGreaterThan(target);
          expect(norm).toBe(bound * Math.sqrt(rows * columns));
          tf.disposeVariables();
        },
      ),
    );
  });

  it("clips at k itself where that is a float32, and just below where the next float32 is above it", () => {
    for (const [k, expected] of [
      [1, 1],
      [0.75, 0.75],
      [1 + 2 ** -24 + 2 ** -30, 1], // nearest float32: 1 + 2^-23
      [2 - 2 ** -30, 2 - 2 ** -23], // nearest: 2, below which floats are half as far apart
    ] as const) {
      const model = denseOf([[9]], weightClipping({ k }));
      model.project();
      expect(numbers(model.weights[0]!.variable)).toEqual([expected]);
    }
  });

  it("keeps the spectral norm at its share of k or below, and reaches it with constant entries", () => {
    fc.assert(
      fc.property(matrixCase(8), fc.constantFrom(0.1, 1, 5), (wanted, k) => {
        const matrix = matrixOfCase(wanted).map((row) => row.map((x) => 100 * x));
        const clippedNorm = (rows: number[][]): number => {
          const model = denseOf(rows, weightClipping({ k }));
          model.project();
          const values = numbers(model.weights[0]!.variable);
          tf.disposeVariables();
          return svd(rows.map((row, r) => row.map((_, c) => values[c * rows.length + r] ?? 0))).sigmas[0] ?? 0;
        };
        expect(clippedNorm(matrix)).toBeLessThanOrEqual(k * (1 + 2 * u32));
        const constant = matrix.map((row) => row.map(() => 1e3));
        expect(Math.abs(clippedNorm(constant) / k - 1)).toBeLessThanOrEqual(2 * u32);
      }),
      { numRuns: 40 },
    );
  });
});

/** The float32 after a positive one. */
function nextFloat32(x: number): number {
  const bitsOfX = new Uint32Array(Float32Array.of(x).buffer);
  return new Float32Array(Uint32Array.of((bitsOfX[0] ?? 0) + 1).buffer)[0] ?? Number.NaN;
}
