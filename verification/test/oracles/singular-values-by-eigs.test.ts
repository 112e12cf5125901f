import * as fc from "fast-check";
import { expect, it } from "vitest";
import { exactSingularValues } from "../src/exact-singular-values.ts";

it("gives the spectra that are known: diagonal, rank one, Hadamard", () => {
  expect(exactSingularValues([3, 0, 0, 0, -4, 0], 2, 3)).toEqual([4, 3]);
  expect(exactSingularValues([1, 2, 2, 4], 2, 2)[0]).toBeCloseTo(5, 14);
  expect(exactSingularValues([1, 1, 1, -1], 2, 2)).toEqual([Math.SQRT2, Math.SQRT2]);
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
      const values = exactSingularValues(entries, rows, columns);
      const transposed = Array.from(
        { length: rows * columns },
        (_, i) => entries[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
      );
      const squares = entries.reduce((sum, entry) => sum + entry * entry, 0);
      // A Gram matrix of integers is exact; its eigenvalues are exact to a few roundings of the largest.
      const tolerance = 100 * 2 ** -53 * squares;
      expect(Math.abs(values.reduce((sum, value) => sum + value * value, 0) - squares)).toBeLessThanOrEqual(tolerance);
      for (const [i, value] of exactSingularValues(transposed, columns, rows).entries()) {
        expect(Math.abs(value ** 2 - (values[i] ?? 0) ** 2)).toBeLessThanOrEqual(tolerance);
      }
    }),
  );
});
