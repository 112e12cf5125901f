import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factorRows } from "../../src/slopes/skyline-cholesky.ts";
import { sizeOf, type SlopeChain } from "../../src/slopes/slope-chain.ts";
import { slopeForm, slopeFormOffsets } from "../../src/slopes/slope-form.ts";
import { slopeFormError } from "../../src/slopes/slope-form-error.ts";
import { chainOf, chainPlan, normals } from "./support/chains.ts";

describe("slopeForm", () => {
  it("is what the sum of slope conditions is, for all differences", () => {
    fc.assert(
      fc.property(chainPlan(5, 3), (plan) => {
        const chain = chainOf({ ...plan, exponents: [] });
        const normal = normals(plan.seed + 1);
        const multipliers = multipliersOf(chain, normal);
        const d = chain.weights.map(({ columns }) => Float64Array.from({ length: columns }, normal));
        const { size, values } = slopeForm(chain, multipliers);
        const offsets = slopeFormOffsets(chain);
        const all = new Float64Array(size);
        d.forEach((part, i) => all.set(part, offsets[i]));
        let form = 0;
        for (let i = 0; i < size; i++) {
          for (let j = 0; j <= i; j++)
            form += (i === j ? 1 : 2) * (values[i * size + j] ?? 0) * (all[i] ?? 0) * (all[j] ?? 0);
        }
        const [expected, scale] = conditionsOf(chain, multipliers, d);
        expect(Math.abs(form - expected)).toBeLessThanOrEqual(1e-13 * scale);
      }),
    );
  });

  it("is off by less than its error says, in exact arithmetic", () => {
    fc.assert(
      fc.property(chainPlan(4, 3), (plan) => {
        const chain = chainOf(plan);
        const multipliers = multipliersOf(chain, normals(plan.seed + 1));
        const { size, values } = slopeForm(chain, multipliers);
        const scale = new Float64Array(size).fill(1);
        const bound = slopeFormError(chain, multipliers, scale, 0);
        const exact = exactForm(chain, multipliers);
        for (let i = 0; i < size; i++) {
          let sum = 0n;
          for (let j = 0; j < size; j++) {
            const difference = fixed(values[Math.max(i, j) * size + Math.min(i, j)] ?? 0, 5) - (exact[i]?.[j] ?? 0n);
            sum += difference < 0n ? -difference : difference;
          }
          expect(sum <= fixed(bound[i] ?? 0, 5)).toBe(true);
        }
      }),
    );
  });
});

describe("factorRows", () => {
  it("gives a factor whose product is the matrix, and refuses what is not positive definite", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.boolean(),
        (size, seed, isBad) => {
          const normal = normals(seed);
          const root = Array.from({ length: size }, () => Array.from({ length: size }, normal));
          const values = new Float64Array(size * size);
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const product = root.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0);
              values[i * size + j] = product + (i === j ? 1e-3 : 0);
            }
          }
          if (isBad) values[size * size - 1] = -1e-12;
          const factor = Float64Array.from(values);
          const isDone = factorRows({ size, values: factor, first: new Int32Array(size) }, 0, size);
          expect(isDone).toBe(!isBad);
          if (!isDone) return;
          for (let i = 0; i < size; i++) {
            for (let j = 0; j <= i; j++) {
              let sum = 0;
              for (let k = 0; k <= j; k++) sum += (factor[i * size + k] ?? 0) * (factor[j * size + k] ?? 0);
              expect(Math.abs(sum - (values[i * size + j] ?? 0))).toBeLessThanOrEqual(1e-13 * (1 + size) * size * 10);
            }
          }
        },
      ),
    );
  });
});

function multipliersOf(chain: SlopeChain, normal: () => number): Float64Array[] {
  return chain.slopes.map((_, i) =>
    Float64Array.from({ length: chain.weights[i]?.rows ?? 0 }, () => Math.abs(normal())),
  );
}

/** `−|W d|² − Σ λ (d − a z)(b z − d)`, and the sum of the absolute values of its parts. */
function conditionsOf(
  { weights, slopes }: SlopeChain,
  multipliers: readonly Float64Array[],
  d: readonly Float64Array[],
): readonly [number, number] {
  let [sum, scale] = [0, 0];
  for (const [i, { rows, columns, values }] of weights.entries()) {
    for (let j = 0; j < rows; j++) {
      let [z, size] = [0, 0];
      for (let k = 0; k < columns; k++) {
        const product = (values[j * columns + k] ?? 0) * (d[i]?.[k] ?? 0);
        z += product;
        size += Math.abs(product);
      }
      const own = d[i + 1]?.[j] ?? 0;
      const range = slopes[i];
      if (range === undefined) sum -= z * z;
      else sum -= (multipliers[i]?.[j] ?? 0) * (own - range[0] * z) * (range[1] * z - own);
      scale += (1 + (multipliers[i]?.[j] ?? 0)) * (Math.abs(own) + 4 * size) ** 2;
    }
  }
  return [sum, scale];
}

/** `2^(300 · factors) x`, exactly; x is no smaller than 2^-200 in its last digit. */
function fixed(x: number, factors: number): bigint {
  let exponent = 0;
  let digits = x;
  while (!Number.isInteger(digits)) {
    digits *= 2;
    exponent++;
  }
  return BigInt(digits) * 2n ** BigInt(300 * factors - exponent);
}

function exactForm(chain: SlopeChain, multipliers: readonly Float64Array[]): bigint[][] {
  const size = sizeOf(chain);
  const form = Array.from({ length: size }, () => Array.from({ length: size }, () => 0n));
  const offsets = slopeFormOffsets(chain);
  const add = (i: number, j: number, value: bigint): void => {
    const row = form[i] ?? [];
    row[j] = (row[j] ?? 0n) + value;
  };
  for (const [i, { rows, columns, values }] of chain.weights.entries()) {
    const at = offsets[i] ?? 0;
    const next = offsets[i + 1] ?? 0;
    const range = chain.slopes[i];
    for (let j = 0; j < rows; j++) {
      const lambda = multipliers[i]?.[j] ?? 1;
      const factors = range === undefined ? -fixed(1, 3) : fixed(range[0], 1) * fixed(range[1], 1) * fixed(lambda, 1);
      for (let k = 0; k < columns; k++) {
        const w = values[j * columns + k] ?? 0;
        for (let l = 0; l < columns; l++) {
          add(at + k, at + l, factors * fixed(w, 1) * fixed(values[j * columns + l] ?? 0, 1));
        }
        if (range === undefined) continue;
        const coupling = -(fixed(range[0], 1) + fixed(range[1], 1)) * fixed(0.5, 1) * fixed(lambda, 1) * fixed(w, 2);
        add(next + j, at + k, coupling);
        add(at + k, next + j, coupling);
      }
      if (range !== undefined) add(next + j, next + j, fixed(lambda, 5));
    }
  }
  return form;
}
