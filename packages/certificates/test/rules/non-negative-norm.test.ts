import { describe, expect, it } from "vitest";
import { nonNegativeNormSquare } from "../../src/rules/internal/non-negative-norm.ts";

describe("nonNegativeNormSquare", () => {
  it("adds a rounding for each entry of the longest row and column, and six more", () => {
    // Column 1 holds 40 ones in rows of two entries and of one; column 0 is zero. The square of the norm is 40, exactly.
    const rows = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? { first: 0, entries: [0, 1] } : { first: 1, entries: [1] },
    );
    const bound = nonNegativeNormSquare(rows, 2);
    const margin = 2 + 40 + 6;
    expect(bound).toBeGreaterThanOrEqual(40 * (1 + margin * 2 ** -52));
    // The product is off by half a unit in the last place, and the next number up by two at most.
    expect(bound).toBeLessThanOrEqual(40 * (1 + (margin + 3) * 2 ** -52));
  });
});
