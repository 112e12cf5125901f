import * as fc from "fast-check";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import type { SlopeChain } from "../../src/slopes/slope-chain.ts";
import { slopesBoundOf } from "../../src/slopes/slopes-bound.ts";
import { chainOf, chainPlan, largestOverPatterns, normOf, productOfNorms, toMatrix } from "./support/chains.ts";

const dense = (...rows: number[][]): { rows: number; columns: number; values: Float64Array } => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
});

describe("slopesBoundOf", () => {
  it("sees that two opposite ReLUs are never both open", () => {
    // relu(x) + relu(−x) = |x|: the constant is 1, the product of norms 2; the form proves √(1 + …) = 1 for one pair
    const bound = slopesBoundOf({ weights: [dense([1], [-1]), dense([1, 1])], slopes: [[0, 1]] });
    expect(bound?.upper).toBeGreaterThanOrEqual(1);
    expect(bound?.upper).toBeLessThan(1.02);
  });

  it("is the norm of the product where all slopes are 1", () => {
    fc.assert(
      fc.property(chainPlan(6, 3), (plan) => {
        const chain: SlopeChain = { ...chainOf(plan), slopes: plan.slopes.map(() => [1, 1] as const) };
        const product = chain.weights.map(toMatrix).reduce((a, b) => b.mmul(a));
        const exact = normOf(product);
        const bound = slopesBoundOf(chain);
        if (bound === null) return;
        expect(bound.upper).toBeGreaterThanOrEqual(exact * (1 - 1e-13));
        // Only infinite multipliers would give it exactly. Finite ones, see uniformMultipliers, add 3e-6 of the squared product of
        // norms to the square for each activation; the search for the level adds less than 1e-6 of it.
        const allowed = (chain.slopes.length * 3e-6 + 1e-6) * productOfNorms(chain) ** 2;
        expect(bound.upper ** 2).toBeLessThanOrEqual(exact ** 2 + allowed);
      }),
    );
  });

  it("is at least the norm of the network's linear map under every pattern of extreme slopes, and below the product", () => {
    let nBounds = 0;
    fc.assert(
      fc.property(chainPlan(4, 2), (plan) => {
        const chain = chainOf(plan);
        const bound = slopesBoundOf(chain);
        if (bound === null) return;
        nBounds++;
        expect(bound.upper).toBeGreaterThanOrEqual(largestOverPatterns(chain) * (1 - 1e-12));
        expect(bound.upper).toBeLessThan(productOfNorms(chain));
      }),
    );
    expect(nBounds).toBeGreaterThan(0);
  });

  it("gives multipliers that make the quadratic form positive semidefinite, and not for a smaller constant", () => {
    fc.assert(
      fc.property(chainPlan(9, 3), (plan) => {
        // A single slope takes multipliers so large that eigenvalues in float64 say nothing.
        const slopes = plan.slopes.map(([a, b]) => (a === b ? ([0, b] as const) : ([a, b] as const)));
        const chain = chainOf({ ...plan, slopes, exponents: [] });
        const bound = slopesBoundOf(chain);
        if (bound === null) return;
        expect(bound.multipliers.map((values) => values.length)).toEqual(chain.weights.slice(0, -1).map((w) => w.rows));
        for (const lambda of bound.multipliers.flat()) expect(lambda).toBeGreaterThanOrEqual(0);
        const least = (level: number): number => leastEigenvalue(chain, bound.multipliers, level);
        expect(least(bound.upper)).toBeGreaterThan(-1e-12);
        expect(least(bound.upper * 0.999)).toBeLessThan(0);
      }),
    );
  });

  it("is well below the product for wide networks, and the search helps", () => {
    for (let seed = 1; seed <= 3; seed++) {
      for (const range of [
        [0, 1],
        [0.2, 1],
      ] as const) {
        const chain = chainOf({ widths: [4, 32, 32, 1], slopes: [range, range], seed, exponents: [0, 0, 0] });
        const product = productOfNorms(chain);
        const [closed, searched] = [slopesBoundOf(chain, { maxWork: 0 }), slopesBoundOf(chain)];
        expect(closed?.upper).toBeLessThan(0.7 * product);
        expect(searched?.upper).toBeLessThan(0.92 * (closed?.upper ?? 0));
      }
    }
  });

  it("scales with the weights, whatever their size", () => {
    fc.assert(
      fc.property(
        chainPlan(5, 2),
        fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 4, maxLength: 4 }),
        (plan, exponents) => {
          const chain = chainOf(plan);
          const weights = chain.weights.map(({ rows, columns, values }, i) => {
            return { rows, columns, values: values.map((value) => value * 2 ** (exponents[i] ?? 0)) };
          });
          const total = weights.reduce((sum, _, i) => sum + (exponents[i] ?? 0), 0);
          const bound = slopesBoundOf(chain);
          const scaled = slopesBoundOf({ weights, slopes: chain.slopes });
          // The multipliers have seven digits, and those differ; a bound hardly better than the product may come and go.
          const product = productOfNorms(chain);
          const [one, other] = [bound?.upper ?? product, scaled === null ? product : scaled.upper / 2 ** total];
          expect(Math.abs(one / other - 1)).toBeLessThan(1e-4);
        },
      ),
    );
  });

  it("gives nothing where the product of norms is the constant, a matrix is 0, or the chain is large or too short", () => {
    const one = dense([1]);
    expect(slopesBoundOf({ weights: [one, one], slopes: [[0, 1]] })).toBeNull();
    expect(slopesBoundOf({ weights: [dense([0, 0]), one], slopes: [[0, 1]] })).toBeNull();
    expect(slopesBoundOf({ weights: [one], slopes: [] })).toBeNull();
    const large = { rows: 1, columns: 1536, values: new Float64Array(1536).fill(1) };
    expect(slopesBoundOf({ weights: [large, one], slopes: [[0, 1]] })).toBeNull();
  });
});

/** Of the form scaled to a diagonal of 1, assembled block by block as the text has it. */
function leastEigenvalue(chain: SlopeChain, multipliers: readonly (readonly number[])[], level: number): number {
  const { weights, slopes } = chain;
  const diagonals = weights.map(({ columns }, i) =>
    i === 0 ? Matrix.eye(columns, columns).mul(level * level) : Matrix.diag([...(multipliers[i - 1] ?? [])]),
  );
  const offsets = weights.map((_, i) => weights.slice(0, i).reduce((sum, { columns }) => sum + columns, 0));
  const size = weights.reduce((sum, { columns }) => sum + columns, 0);
  const form = Matrix.zeros(size, size);
  for (const [i, matrix] of weights.entries()) {
    const w = toMatrix(matrix);
    const block = diagonals[i] as Matrix;
    const at = offsets[i] ?? 0;
    const range = slopes[i];
    if (range === undefined) block.sub(w.transpose().mmul(w));
    else {
      const [a, b] = range;
      const lambda = Matrix.diag([...(multipliers[i] ?? [])]);
      block.add(
        w
          .transpose()
          .mmul(lambda)
          .mmul(w)
          .mul(a * b),
      );
      const coupling = lambda.mmul(w).mul(-(a + b) / 2);
      form.setSubMatrix(coupling, offsets[i + 1] ?? 0, at);
      form.setSubMatrix(coupling.transpose(), at, offsets[i + 1] ?? 0);
    }
    form.setSubMatrix(block, at, at);
  }
  const scale = form.diagonal().map((value) => 1 / Math.sqrt(Math.abs(value) || 1));
  const scaled = Matrix.diag(scale).mmul(form).mmul(Matrix.diag(scale));
  return Math.min(...new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues);
}
