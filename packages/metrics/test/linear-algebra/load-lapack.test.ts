import { afterEach, describe, expect, it, vi } from "vitest";
import { type FeatureStatistics, frechetDistance, loadLapack, plainLinearAlgebra } from "@lipschitz-gan/metrics";
import { findLapack, lapackLibraries } from "../../src/linear-algebra/find-lapack.ts";
import type { Koffi } from "../../src/linear-algebra/lapack-routines.ts";
import { noise } from "../support/noise.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const found = loadLapack();
const lapack = "reason" in found ? undefined : found.linearAlgebra;
const NEEDS_LAPACK = `(needs koffi and LAPACK${"reason" in found ? `; ${found.reason}` : ""})`;

type Routine = (...values: readonly unknown[]) => unknown;

/** A library whose functions are these; opening any other fails. */
const libraryOf = (name: string, routines: Readonly<Record<string, Routine>>): Koffi => ({
  load: (path) => {
    if (path !== name) throw new Error(`cannot open ${path}`);
    return {
      func: (routine) => {
        const body = routines[routine];
        if (body === undefined) throw new Error(`Cannot find function '${routine}'\nin a library`);
        return body;
      },
    };
  },
});

const doNothing = { dpstrf_: () => {}, dgemm_: () => {}, dgesdd_: () => {} };

afterEach(() => {
  vi.unstubAllGlobals();
});

const noisy = (rows: number, columns: number, seed: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, at) => noise(at, seed));

/** Statistics whose covariance is of a rank. */
const statistics = (rank: number, size: number, seed: number): FeatureStatistics => {
  const vectors = noisy(size, rank, seed);
  return {
    count: rank + 1,
    dimension: size,
    mean: noisy(1, size, seed),
    covariance: plainLinearAlgebra.multiplyTransposed(vectors, size, vectors, size, rank),
  };
};

describe("loadLapack", () => {
  it("says in one line what is missing in a page", () => {
    vi.stubGlobal("process", undefined);
    expect(loadLapack()).toEqual({ reason: expect.stringMatching(/^loadLapack: native libraries need Node[^\n]*$/) });
  });

  it("says how to get koffi where it is not installed, or that it is broken", () => {
    const missing = Object.assign(() => {}, {
      resolve: () => {
        throw new Error("Cannot find module 'koffi'");
      },
    });
    vi.stubGlobal("process", { platform: "linux", getBuiltinModule: () => ({ createRequire: () => missing }) });
    expect(loadLapack()).toEqual({ reason: expect.stringMatching(/koffi is not installed; run "npm install koffi/) });
    const broken = Object.assign(
      () => {
        throw new Error("no build for this platform\n  at index.js");
      },
      { resolve: () => "koffi" },
    );
    vi.stubGlobal("process", { platform: "linux", getBuiltinModule: () => ({ createRequire: () => broken }) });
    expect(loadLapack()).toEqual({ reason: expect.stringMatching(/^[^\n]*\(no build for this platform\)[^\n]*$/) });
  });

  it("knows names of libraries on each platform", () => {
    for (const platform of ["linux", "darwin", "win32", "freebsd"]) {
      expect(lapackLibraries(platform).length).toBeGreaterThan(1);
    }
  });

  it("finds no library here that opens but computes something else", () => {
    // Else a mistake of ours in calling it would do no more than skip the tests below.
    expect("reason" in found ? found.reason : "").not.toMatch(/whose answer is known/);
  });

  it.skipIf(lapack === undefined)(`names the library that it found ${NEEDS_LAPACK}`, () => {
    expect(lapack?.name).toMatch(/^LAPACK \(.*(blas|lapack|Accelerate).*\)$/);
  });
});

describe("findLapack", () => {
  it("names every library that it could not use, and why, in one line", () => {
    expect(findLapack(libraryOf("b", { dpstrf_: () => {} }), ["a", "b"])).toEqual({
      reason:
        "loadLapack: found no LAPACK to use (a: cannot open a; b: Cannot find function 'dgemm_'); install OpenBLAS",
    });
  });

  it("does not use a library that computes something else", () => {
    expect(findLapack(libraryOf("a", doNothing), ["a"])).toEqual({
      reason: "loadLapack: found no LAPACK to use (a fails a test whose answer is known); install OpenBLAS",
    });
  });

  it("does not use a library that complains", () => {
    const complaining = {
      ...doNothing,
      dpstrf_: (...values: readonly unknown[]) => {
        (values[8] as Int32Array)[0] = -4;
      },
    };
    expect(findLapack(libraryOf("a", complaining), ["a"])).toHaveProperty("reason");
  });
});

describe.skipIf(lapack === undefined)(`LAPACK beside TypeScript ${NEEDS_LAPACK}`, () => {
  const library = lapack ?? plainLinearAlgebra;

  it.each([
    [1, 1],
    [5, 3],
    [3, 8],
    [64, 64],
    [130, 65],
  ])("has the singular values of %i × %i", (rows, columns) => {
    const matrix = noisy(rows, columns, 3);
    const before = matrix.slice();
    const [ours, theirs] = [plainLinearAlgebra, library].map((one) => one.singularValues(matrix, rows, columns));
    expect(matrix).toEqual(before);
    // Both have the error that is derived in the tests of singularValues.
    const allowed = 2 * 12 * Math.min(rows, columns) * (Math.max(rows, columns) + 13) * u * Math.sqrt(rows * columns);
    for (const [i, value] of (ours ?? []).entries()) {
      expect(Math.abs(value - (theirs?.[i] ?? NaN))).toBeLessThanOrEqual(allowed);
    }
  });

  it("multiplies matrices of unequal numbers of rows", () => {
    const [a, b] = [noisy(5, 300, 2), noisy(7, 300, 5)];
    const [ours, theirs] = [plainLinearAlgebra, library].map((one) => one.multiplyTransposed(a, 5, b, 7, 300));
    // 300 products of at most 1, in two orders.
    for (const [at, value] of (ours ?? []).entries()) {
      expect(Math.abs(value - (theirs?.[at] ?? NaN))).toBeLessThanOrEqual(2 * 300 * 300 * u);
    }
  });

  it("finds the same rank and a factor of the same matrix", () => {
    const [size, rank] = [90, 40];
    const vectors = noisy(size, rank, 7);
    const matrix = plainLinearAlgebra.multiplyTransposed(vectors, size, vectors, size, rank);
    // Summing up and factoring have each put some roundings of the trace, at most 40 an entry, into what is left.
    const tolerance = 2 * (size + 1) * u * rank;
    const before = matrix.slice();
    for (const one of [plainLinearAlgebra, library]) {
      const factor = one.factorize(matrix, size, tolerance);
      expect(factor.rank).toBe(rank);
      const columns = Float64Array.from({ length: size * rank }, (_, at) => {
        const [i, k] = [Math.floor(at / rank), at % rank];
        return factor.rows[k * size + i] ?? NaN;
      });
      const squares = plainLinearAlgebra.multiplyTransposed(columns, size, columns, size, rank);
      for (const [at, value] of squares.entries()) {
        expect(Math.abs(value - (before[at] ?? NaN))).toBeLessThanOrEqual(tolerance + 2 * (rank + 1) * u * rank);
      }
    }
    expect(matrix).toEqual(before);
    expect(library.factorize(new Float64Array(9), 3, 0).rank).toBe(0);
  });

  it("has the same distance, to 8 digits, of few samples too", () => {
    for (const [size, first, second] of [
      [70, 200, 150],
      [70, 20, 200],
      [70, 20, 30],
    ] as const) {
      const [a, b] = [statistics(first, size, 3), statistics(second, size, 11)];
      const [ours, theirs] = [frechetDistance(a, b), frechetDistance(a, b, { linearAlgebra: library })];
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-8 * ours);
    }
  });
});
