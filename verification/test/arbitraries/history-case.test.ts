import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  historyCase,
  type HistoryCase,
  historyLabels,
  historyOf,
  type Increment,
} from "../../src/arbitraries/history-case.ts";
import { type Rows, rowsOf, sizeOf, squareSum } from "../../src/arbitraries/rows.ts";
import { leadingProjection, svd } from "../../src/oracles/svd.ts";
import { classCounts } from "../support/class-counts.ts";

const u32 = 2 ** -24;
const u64 = 2 ** -53;
const diagonal = { family: "exact", of: { shape: "diagonal", diagonal: [2, 1] }, exponent: 0 } as const;
const after = (kind: Increment["kind"]): Rows =>
  historyOf({ start: diagonal, increments: [{ kind, delta: 0.25, seed: 0 }] })[1] ?? [];

describe("historyOf", () => {
  it("moves a diagonal as each kind of increment says", () => {
    expect(after("still")).toEqual([[2, 0], [0, 1]]); // prettier-ignore
    expect(after("grow-weak")).toEqual([[2, 0], [0, 1.5]]); // prettier-ignore
    expect(after("shrink-leading")).toEqual([[1.5, 0], [0, 1]]); // prettier-ignore
    const [[a, b] = [], [c, d] = []] = after("turn");
    expect([a, b, Math.abs(c ?? Number.NaN), d]).toEqual([2, 0, 0.5, 1]); // singular vectors have either sign
  });

  it("moves by the spectral norm that is promised, but for rounding to float32, for all histories", () => {
    fc.assert(
      fc.property(historyCase(), (given) => {
        const matrices = historyOf(given);
        expect(matrices).toHaveLength(given.increments.length + 1);
        for (const [step, { kind, delta }] of given.increments.entries()) {
          const [from = [], to = []] = matrices.slice(step);
          const [rows, columns] = sizeOf(from);
          const difference = rowsOf(rows, columns, (i, j) => (to[i]?.[j] ?? Number.NaN) - (from[i]?.[j] ?? Number.NaN));
          const [moved = Number.NaN] = svd(difference).sigmas;
          const [largest = Number.NaN] = svd(from).sigmas;
          const promised = kind === "still" ? 0 : delta * largest;
          // One rounding to float32 of each entry; the singular vectors and the norm of the increment are of float64.
          const tolerance =
            u32 * Math.sqrt(squareSum(to)) + 2 ** -150 * Math.sqrt(rows * columns) + 300 * 16 * u64 * promised;
          expect(Math.abs(moved - promised)).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it("does move the leading direction: it ends across from where it began in ten of a thousand histories", () => {
    const turned = fc.sample(historyCase({ maxDelta: 0.3 }), { numRuns: 1000, seed: 1 }).filter((given) => {
      const matrices = historyOf(given);
      const [first, last] = [svd(matrices[0] ?? []), svd(matrices.at(-1) ?? [])];
      const isSingle = (first.sigmas[1] ?? 0) < 0.9 * (first.sigmas[0] ?? 0);
      return isSingle && leadingProjection(last, first.left[0] ?? [], { within: 0.1 }) < 0.5;
    });
    expect(turned.length).toBeGreaterThanOrEqual(10);
  });
});

describe("historyCase", () => {
  it("draws no more steps, sizes and kinds than asked for", () => {
    fc.assert(
      fc.property(historyCase({ maxSteps: 3, maxDelta: 0.01, kinds: ["turn"] }), ({ increments }: HistoryCase) => {
        expect(increments.length).toBeLessThanOrEqual(3);
        for (const { kind, delta } of increments) {
          expect(kind).toBe("turn");
          expect(delta).toBeLessThanOrEqual(0.01);
        }
      }),
    );
  });

  it("finds every class among a thousand cases", () => {
    const counts = classCounts(historyCase(), historyLabels);
    const kinds = ["still", "random", "grow-weak", "shrink-leading", "turn"].map((kind) => `has ${kind}`);
    const steps = ["none", "1 to 5", "more than 5"].map((many) => `steps: ${many}`);
    expect([...kinds, ...steps].filter((label) => (counts.get(label) ?? 0) < 10)).toEqual([]);
  });

  it("shrinks to no increments", () => {
    const found = fc.check(
      fc.property(historyCase(), () => false),
      { seed: 1 },
    );
    expect(found.counterexample).toEqual([{ start: { family: "integers", entries: [[0]] }, increments: [] }]);
  });
});
