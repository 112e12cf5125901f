import * as fc from "fast-check";
import { expect, it } from "vitest";
import { matrixCase, matrixOf } from "../../src/arbitraries/matrix-case.ts";
import { sizeOf, squareSum } from "../../src/arbitraries/rows.ts";
import { singularValuesByBigEigs } from "../../src/oracles/singular-values-by-big-eigs.ts";
import { singularValuesByEigs } from "../../src/oracles/singular-values-by-eigs.ts";

it("gives the spectra that are known: diagonal, rank one, Hadamard", () => {
  expect(singularValuesByEigs([3, 0, 0, 0, -4, 0], 2, 3)).toEqual([4, 3]);
  expect(singularValuesByEigs([1, 2, 2, 4], 2, 2)[0]).toBeCloseTo(5, 14);
  expect(singularValuesByEigs([1, 1, 1, -1], 2, 2)).toEqual([Math.SQRT2, Math.SQRT2]);
});

it("is the same for the transpose, and its squares sum to the squares of the entries, for all matrices", () => {
  const matrices = fc
    .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
    .chain(({ rows, columns }) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        entries: fc.array(fc.integer({ min: -99, max: 99 }), { minLength: rows * columns, maxLength: rows * columns }),
      }),
    );
  fc.assert(
    fc.property(matrices, ({ rows, columns, entries }) => {
      const values = singularValuesByEigs(entries, rows, columns);
      const transposed = Array.from(
        { length: rows * columns },
        (_, i) => entries[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
      );
      const squares = entries.reduce((sum, entry) => sum + entry * entry, 0);
      // A Gram matrix of integers is exact; its eigenvalues are exact to a few roundings of the largest.
      const tolerance = 100 * 2 ** -53 * squares;
      expect(Math.abs(values.reduce((sum, value) => sum + value * value, 0) - squares)).toBeLessThanOrEqual(tolerance);
      for (const [i, value] of singularValuesByEigs(transposed, columns, rows).entries()) {
        expect(Math.abs(value ** 2 - (values[i] ?? 0) ** 2)).toBeLessThanOrEqual(tolerance);
      }
    }),
  );
});

it("scales with powers of two to the last bit, down to subnormal and up to huge entries", () => {
  const matrix = [3, -1, 2, 0.5, 1, -2];
  const sigmas = singularValuesByEigs(matrix, 2, 3);
  for (const exponent of [-140, -60, -20, 20, 60, 120]) {
    const scaled = singularValuesByEigs(matrix.map((x) => x * 2 ** exponent), 2, 3); // prettier-ignore
    expect(scaled).toEqual(sigmas.map((sigma) => sigma * 2 ** exponent));
  }
});

it("agrees with 64 digits in the squares, for all small matrices", () => {
  fc.assert(
    fc.property(matrixCase({ maxRows: 6, maxColumns: 6, scales: "one" }), (given) => {
      const matrix = matrixOf(given);
      const [rows, columns] = sizeOf(matrix);
      const exact = singularValuesByBigEigs(matrix);
      const n = Math.min(rows, columns);
      // The Gram matrix is off by γ of the longer side, and each of some 4 n² rotations by six roundings.
      const tolerance = (Math.max(rows, columns) + 24 * n * n) * 2 ** -53 * squareSum(matrix);
      for (const [i, sigma] of singularValuesByEigs(matrix.flat(), rows, columns).entries()) {
        expect(Math.abs(sigma ** 2 - (exact[i] ?? Number.NaN) ** 2)).toBeLessThanOrEqual(tolerance);
      }
    }),
    { numRuns: 60 },
  );
});

it("rejects entries that are missing or not finite", () => {
  expect(() => singularValuesByEigs([1, 2, 3], 2, 2)).toThrow(RangeError);
  expect(() => singularValuesByEigs([1, Infinity], 1, 2)).toThrow(RangeError);
});
