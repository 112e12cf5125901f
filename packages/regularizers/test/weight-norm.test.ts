import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { constrain, type ConstrainedModel } from "@lipschitz-gan/core";
import { weightNorm } from "@lipschitz-gan/regularizers";
import { matrixCase, matrixOfCase, svd, transposed } from "./support/matrices.ts";
import { denseOf, fill, smallCritic, trainOnce } from "./support/models.ts";
import { bits, numbers, u32 } from "./support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});
afterEach(() => {
  tf.disposeVariables();
});

/** W̄ as rows by outputs. */
const barRows = (model: ConstrainedModel): number[][] =>
  tf.tidy(() => transposed(model.forward((pass) => pass.weight(model.weights[0]!)).arraySync() as number[][]));
const norm = (row: readonly number[]): number => Math.hypot(...row);
/** Squares of a row of n, their sum and root, the division and the gain. */
const rowSlack = (n: number): number => (n / 2 + 6) * u32;

describe("weightNorm", () => {
  it("makes every row of unit length", () => {
    expect(
      barRows(
        denseOf(
          [
            [3, 4],
            [0, -2],
          ],
          weightNorm(),
        ),
      ),
    ).toEqual([
      [Math.fround(0.6), Math.fround(0.8)],
      [0, -1],
    ]);
  });

  it("with gain, starts as the model was, and trains the gain", () => {
    const critic = constrain(smallCritic(), weightNorm({ gain: true, k: 7 }));
    critic.forward((pass) => {
      for (const weight of critic.weights) {
        const before = numbers(weight.variable);
        for (const [i, x] of numbers(pass.weight(weight)).entries()) {
          expect(Math.abs(x - (before[i] ?? 0))).toBeLessThanOrEqual(2 * u32 * Math.abs(x)); // a division and a product
        }
      }
    });
    const gain = critic.variables["constraint:conv/kernel/gain"]!;
    expect(gain.shape).toEqual([1, 1, 1, 2]);
    expect(gain.trainable).toBe(true);
    const before = bits(gain);
    trainOnce(critic, 0);
    expect(bits(gain)).not.toEqual(before);
    expect(Object.keys(critic.state())).toContain("constraint:conv/kernel/gain");
    expect(critic.constraint.guarantee.promises).toEqual([]);
  });

  it.each([false, true])(
    "keeps a row of zeros zero, with its gradient, and the other rows right (gain: %s)",
    (gain) => {
      const model = denseOf(
        [
          [0, 0],
          [3, 4],
        ],
        weightNorm({ gain }),
      );
      const [zero, other] = barRows(model);
      expect(zero).toEqual([0, 0]);
      expect(norm(other ?? [])).toBeCloseTo(gain ? 5 : 1, 6);
      const { variable } = model.weights[0]!;
      const { grads } = tf.variableGrads(
        () => model.forward((pass) => tf.sum<tf.Scalar>(pass.weight(model.weights[0]!))),
        [variable],
      );
      const gradient = transposed(grads[variable.name]!.arraySync() as number[][]);
      expect(gradient[0]).toEqual([1, 1]);
      expect(gradient.flat().every(Number.isFinite)).toBe(true);
    },
  );

  it.each(["cpu", "wasm"] as const)("makes the row of a NaN NaN and no other, on %s", async (name) => {
    await startBackend(name, { threads: 1 });
    for (let column = 0; column < 9; column++) {
      const matrix = [0, 1, 2].map((r) =>
        Array.from({ length: 9 }, (_, c) => (r === 1 && c === column ? Number.NaN : r + c + 1)),
      );
      const [first, second, third] = barRows(denseOf(matrix, weightNorm()));
      expect(second?.every(Number.isNaN), `NaN at ${column}`).toBe(true);
      expect([...(first ?? []), ...(third ?? [])].every(Number.isFinite)).toBe(true);
      tf.disposeVariables();
    }
    await startBackend("cpu");
  });

  it("normalises the outputs of transposed and depthwise kernels", () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2dTranspose({ name: "up", filters: 3, kernelSize: [2, 3], inputShape: [2, 2, 4] }),
        tfl.layers.depthwiseConv2d({ name: "depth", kernelSize: 2, depthMultiplier: 2 }),
      ],
    });
    fill(model, 2);
    const critic = constrain(model, weightNorm({ kPerWeight: 2 }));
    const [up, depth] = critic.forward((pass) => critic.weights.map((weight) => pass.weight(weight)));
    const upSquares = numbers(tf.sum(tf.square(up!), [0, 1, 3])); // [kh, kw, out, in]
    const depthSquares = numbers(tf.sum(tf.square(depth!), [0, 1])); // [kh, kw, channel, multiplier]
    expect([upSquares.length, depthSquares.length]).toEqual([3, 6]);
    for (const square of [...upSquares, ...depthSquares]) expect(Math.abs(square - 4)).toBeLessThan(4 * 60 * u32);
  });

  it("has rows of norm k_l, and a spectral norm between that and √rows times as much", () => {
    fc.assert(
      fc.property(matrixCase(), fc.constantFrom(0.25, 1, 3), (wanted, k) => {
        const matrix = matrixOfCase(wanted);
        const bar = barRows(denseOf(matrix, weightNorm({ k })));
        const slack = rowSlack(wanted.columns);
        for (const [i, row] of bar.entries()) {
          const length = norm(matrix[i] ?? []) === 0 ? 0 : k;
          expect(Math.abs(norm(row) - length), `row ${i}`).toBeLessThanOrEqual(slack * k);
        }
        const sigma = svd(bar).sigmas[0] ?? 0;
        expect(sigma).toBeGreaterThanOrEqual(Math.max(...bar.map(norm)) * (1 - 1e-12));
        expect(sigma).toBeLessThanOrEqual(k * Math.sqrt(wanted.rows) * (1 + slack));
        tf.disposeVariables();
      }),
      { numRuns: 60 },
    );
  });

  it("does not see the scale of a row: to the bit for powers of two, from 2^-100 to 2^100", () => {
    fc.assert(
      fc.property(matrixCase(6), fc.integer({ min: -100, max: 100 }), fc.nat(5), (wanted, exponent, which) => {
        const matrix = matrixOfCase(wanted).map((row) => row.map((x) => (Math.abs(x) < 2 ** -20 ? 0 : x)));
        const scaled = matrix.map((row, i) => (i === which % matrix.length ? row.map((x) => x * 2 ** exponent) : row));
        expect(barRows(denseOf(scaled, weightNorm()))).toEqual(barRows(denseOf(matrix, weightNorm())));
        tf.disposeVariables();
      }),
      { numRuns: 40 },
    );
  });

  it("is right for a row whose entries lie 140 binades apart", () => {
    // 1 + 2^-280 is 1 in float32, and the quotient 2^-140 is subnormal but exact.
    const [row] = barRows(denseOf([[2 ** 100, 2 ** -40]], weightNorm()));
    expect(row).toEqual([1, 2 ** -140]);
  });

  it("has the gradient k (g - ⟨g, w̄⟩ w̄) / ‖w‖ in each row, which is orthogonal to the row", () => {
    fc.assert(
      fc.property(matrixCase(8), fc.nat(1e6), (wanted, seed) => {
        const matrix = matrixOfCase(wanted);
        const g = matrixOfCase({ ...wanted, seed });
        const model = denseOf(matrix, weightNorm({ k: 2 }));
        const { variable } = model.weights[0]!;
        const { grads } = tf.variableGrads(
          () =>
            model.forward((pass) =>
              tf.sum<tf.Scalar>(tf.mul(pass.weight(model.weights[0]!), tf.tensor2d(transposed(g)))),
            ),
          [variable],
        );
        const found = transposed(grads[variable.name]!.arraySync() as number[][]);
        for (const [i, row] of matrix.entries()) {
          const length = norm(row);
          if (length === 0) continue;
          const unit = row.map((x) => x / length);
          const along = unit.reduce((sum, x, j) => sum + x * (g[i]?.[j] ?? 0), 0);
          // two sums over the row, each term no larger than |g|
          const allowed = ((2 * wanted.columns + 20) * u32 * 2 * norm(g[i] ?? [])) / length;
          for (const [j, x] of (found[i] ?? []).entries()) {
            const expected = (2 * ((g[i]?.[j] ?? 0) - along * (unit[j] ?? 0))) / length;
            expect(Math.abs(x - expected), `entry ${i}, ${j}`).toBeLessThanOrEqual(allowed);
          }
          const product = (found[i] ?? []).reduce((sum, x, j) => sum + x * (unit[j] ?? 0), 0);
          expect(Math.abs(product), `row ${i}`).toBeLessThanOrEqual(allowed * Math.sqrt(wanted.columns));
        }
        tf.disposeVariables();
      }),
      { numRuns: 60 },
    );
  });
});
