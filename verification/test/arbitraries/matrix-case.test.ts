import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ExactShape,
  knownSingularValues,
  matrixCase,
  type MatrixCase,
  matrixLabels,
  matrixOf,
  type SpectrumCase,
} from "../../src/arbitraries/matrix-case.ts";
import { sizeOf, squareSum } from "../../src/arbitraries/rows.ts";
import { profileSigmas } from "../../src/arbitraries/turned-spectrum.ts";
import { singularValuesByBigEigs } from "../../src/oracles/singular-values-by-big-eigs.ts";
import { svd } from "../../src/oracles/svd.ts";
import { classCounts } from "../support/class-counts.ts";

const u32 = 2 ** -24;
const u64 = 2 ** -53;

describe("profileSigmas", () => {
  // Worked out by hand from the comments of LAPACK's TESTING/MATGEN/dlatm1.f, for N = 3 and COND = 100.
  it.each([
    [1, [1, 0.01, 0.01]],
    [2, [1, 1, 0.01]],
    [3, [1, 0.1, 0.01]],
    [4, [1, 0.505, 0.01]],
  ] as const)("follows mode %d of DLATM1", (mode, expected) => {
    const sigmas = profileSigmas({ mode, logCondition: 2 }, 3, createRng(0).stream("test"));
    for (const [i, sigma] of sigmas.entries()) expect(sigma).toBeCloseTo(expected[i] ?? Number.NaN, 14);
  });

  it("draws mode 5 with uniform logarithms between 1/cond and 1", () => {
    const logs = profileSigmas({ mode: 5, logCondition: 4 }, 4000, createRng(0).stream("test")).map(Math.log10);
    expect(Math.max(...logs)).toBeLessThanOrEqual(0);
    expect(Math.min(...logs)).toBeGreaterThanOrEqual(-4);
    // Each quarter holds 1000 of 4000 but for sqrt(4000 * 3/16) = 27.4; five deviations are one in two million.
    for (let quarter = 0; quarter < 4; quarter++) {
      const within = logs.filter((log) => Math.floor(-log) === quarter).length;
      expect(Math.abs(within - 1000)).toBeLessThan(5 * 27.4);
    }
  });

  it("draws mode 6 as sizes of normal numbers", () => {
    const sigmas = profileSigmas({ mode: 6, logCondition: 0 }, 4000, createRng(0).stream("test"));
    // E|x|² = 1 with a variance of 2, so the mean of 4000 is within 5 sqrt(2 / 4000) = 0.112.
    expect(Math.abs(sigmas.reduce((sum, sigma) => sum + sigma * sigma, 0) / 4000 - 1)).toBeLessThan(0.112);
    expect(Math.min(...sigmas)).toBeGreaterThanOrEqual(0);
  });

  it("keeps the second value at the gap from the first, and the tail flat or falling", () => {
    const random = createRng(0).stream("test");
    expect(profileSigmas({ mode: "gap", gap: 0.25, tail: "flat" }, 4, random)).toEqual([1, 0.75, 0.75, 0.75]);
    expect(profileSigmas({ mode: "gap", gap: 0.5, tail: "falling" }, 4, random)).toEqual([1, 0.5, 0.25, 0.125]);
  });
});

function exact(of: ExactShape): MatrixCase {
  return { family: "exact", of, exponent: 0 };
}

describe("matrixOf", () => {
  it("builds each exact shape, and its values are those of its formula", () => {
    const hadamard = { shape: "hadamard", log2: 1 } as const;
    expect(matrixOf(exact(hadamard))).toEqual([
      [1, 1],
      [1, -1],
    ]);
    expect(matrixOf(exact({ shape: "reflection", axis: [1, 2] }))).toEqual([
      [3, -4],
      [-4, -3],
    ]);
    expect(matrixOf(exact({ shape: "tridiagonal", size: 3, diagonal: 2, side: -1 }))).toEqual([
      [2, -1, 0],
      [-1, 2, -1],
      [0, -1, 2],
    ]);
    expect(matrixOf(exact({ shape: "stacked", part: { shape: "ones", rows: 1, columns: 2 } }))).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const column = { shape: "ones", rows: 2, columns: 1 } as const;
    expect(matrixOf(exact({ shape: "block diagonal", blocks: [column, hadamard] }))).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 1],
      [0, 1, -1],
    ]);
    expect(
      matrixOf(exact({ shape: "kronecker", left: { shape: "diagonal", diagonal: [2, 3] }, right: column })),
    ).toEqual([
      [2, 0],
      [2, 0],
      [0, 3],
      [0, 3],
    ]);
  });

  it("gives only float32 numbers, finite, of the promised size, for all cases", () => {
    fc.assert(
      fc.property(matrixCase(), (given) => {
        const matrix = matrixOf(given);
        const [rows, columns] = sizeOf(matrix);
        expect(rows).toBeLessThanOrEqual(64);
        expect(columns).toBeLessThanOrEqual(48);
        for (const row of matrix) {
          expect(row).toHaveLength(columns);
          for (const x of row) expect(Object.is(Math.fround(x), x) && Number.isFinite(x)).toBe(true);
        }
      }),
    );
  });

  it("has the spectrum that was drawn, but for its rounding to float32, for all spectra", () => {
    fc.assert(
      fc.property(matrixCase({ families: ["spectrum"], maxRows: 24, maxColumns: 24 }), (given) => {
        const wanted = given as SpectrumCase; // the only family drawn
        const n = Math.min(wanted.rows, wanted.columns);
        const drawn = profileSigmas(wanted, n, createRng(wanted.seed).stream("sigmas")).toSorted((a, b) => b - a);
        const norm = Math.hypot(...drawn);
        // Rounding to float32: u32 of each entry, or half of the least subnormal number. In float64: six reflections of
        // (4 · 24 + 16) u64 each, and as much again for the oracle.
        const subnormal = (2 ** -150 / 2 ** wanted.exponent) * Math.sqrt(wanted.rows * wanted.columns);
        const tolerance = u32 * norm + subnormal + 2 * 6 * 112 * u64 * norm;
        for (const [i, sigma] of svd(matrixOf(given)).sigmas.entries()) {
          expect(Math.abs(sigma / 2 ** wanted.exponent - (drawn[i] ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });
});

describe("knownSingularValues", () => {
  it("are those that 64 digits find, for all exact shapes", () => {
    fc.assert(
      fc.property(matrixCase({ families: ["exact"], maxRows: 8, maxColumns: 8 }), (given) => {
        const known = knownSingularValues(given) ?? [];
        const found = singularValuesByBigEigs(matrixOf(given));
        expect(known).toHaveLength(found.length);
        const [largest = 0] = found;
        for (const [i, sigma] of found.entries()) {
          expect(Math.abs(sigma - (known[i] ?? Number.NaN))).toBeLessThanOrEqual(8 * u64 * largest);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are none for families without a formula", () => {
    expect(knownSingularValues({ family: "integers", entries: [[2]] })).toBeUndefined();
  });
});

describe("matrixLabels", () => {
  it("names the classes of a matrix", () => {
    expect(matrixLabels({ family: "integers", entries: [[0, 3], [-3, 0]] })).toEqual(["family: integers", "gap: multiple", "aspect: square", "scale: squares are normal"]); // prettier-ignore
    const tiny = { family: "exact", of: { shape: "ones", rows: 1, columns: 4 }, exponent: -130 } as const;
    expect(matrixLabels(tiny)).toEqual(["family: exact", "gap: one value", "aspect: 1 × n", "scale: subnormal"]);
  });

  it("finds every class among a thousand cases", () => {
    const counts = classCounts(matrixCase(), matrixLabels);
    const classes = {
      family: ["integers", "spectrum", "exact"],
      gap: [
        "zero matrix",
        "one value",
        "multiple",
        "below 0.000001",
        "below 0.001",
        "below 0.1",
        "below 1",
        "rank one",
      ],
      aspect: ["1 × 1", "1 × n", "n × 1", "square", "wide", "tall"],
      scale: ["zero", "subnormal", "squares underflow", "squares are normal", "squares overflow"],
    };
    // A class of share p is drawn less than ten times in a thousand with probability below 1e-6 if p >= 0.032.
    for (const [kind, names] of Object.entries(classes)) {
      for (const name of names) expect([`${kind}: ${name}`, counts.get(`${kind}: ${name}`) ?? 0]).toSatisfy(([, n]) => Number(n) >= 10); // prettier-ignore
    }
  });
});

describe("matrixCase", () => {
  it("shrinks to a handful of zeros and ones, mostly as whole numbers, where all matrices fail but zeros", () => {
    let wholes = 0;
    for (let seed = 0; seed < 100; seed++) {
      const found = fc.check(
        fc.property(matrixCase(), (given) => squareSum(matrixOf(given)) === 0),
        { seed },
      );
      const smallest = found.counterexample?.[0];
      if (smallest === undefined) throw new Error(`seed ${seed} found no counterexample`);
      const entries = matrixOf(smallest).flat();
      expect(entries.length).toBeLessThanOrEqual(6);
      expect(entries.filter((x) => x !== 0).map(Math.abs)).toEqual([1]);
      if (smallest.family === "integers") wholes += 1;
    }
    expect(wholes).toBeGreaterThanOrEqual(90);
  });

  it("shrinks each family by itself to a matrix of one entry", () => {
    for (const family of ["integers", "spectrum", "exact"] as const) {
      const found = fc.check(
        fc.property(matrixCase({ families: [family] }), (_given) => false),
        { seed: 0 },
      );
      const smallest = found.counterexample?.[0];
      expect(smallest === undefined ? [] : sizeOf(matrixOf(smallest))).toEqual([1, 1]);
    }
  });

  it("draws no more rows, columns, scales and families than asked for", () => {
    const cases = matrixCase({ maxRows: 2, maxColumns: 3, scales: "one", families: ["spectrum", "exact"] });
    fc.assert(
      fc.property(cases, (given) => {
        const [rows, columns] = sizeOf(matrixOf(given));
        expect(rows).toBeLessThanOrEqual(2);
        expect(columns).toBeLessThanOrEqual(3);
        expect(given.family).not.toBe("integers");
        expect("exponent" in given ? given.exponent : Number.NaN).toBe(0);
      }),
    );
  });
});
