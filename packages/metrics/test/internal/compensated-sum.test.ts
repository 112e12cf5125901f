import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompensatedSums } from "../../src/internal/compensated-sum.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const sumOf = (values: readonly number[]): number => {
  const sums = new CompensatedSums(1);
  for (const value of values) sums.add(0, value);
  return sums.total(0);
};

describe("CompensatedSums", () => {
  it("keeps what is rounded away, whichever of two numbers is larger", () => {
    expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
    expect(sumOf([2 ** 53, 1, 1, 1])).toBe(2 ** 53 + 4);
    expect(sumOf([])).toBe(0);
  });

  it("keeps its sums apart", () => {
    const sums = new CompensatedSums(3);
    sums.add(2, 5);
    sums.add(0, 2 ** 60);
    sums.add(0, 1);
    sums.add(0, -(2 ** 60));
    expect([sums.total(0), sums.total(1), sums.total(2)]).toEqual([1, 0, 5]);
  });

  it("is right to two roundings of the sum and n² of second order, for all terms", () => {
    // Integers of up to 80 bits, whose sums are exact as BigInt.
    const term = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 48 })).map(([x, shift]) => x * 2 ** shift);
    fc.assert(
      fc.property(fc.array(term, { maxLength: 40 }), (terms) => {
        const exact = terms.reduce((sum, x) => sum + BigInt(x), 0n);
        const sizes = terms.reduce((sum, x) => sum + Math.abs(x), 0);
        const error = BigInt(sumOf(terms)) - exact;
        expect(Math.abs(Number(error))).toBeLessThanOrEqual(
          2 * u * Math.abs(Number(exact)) + terms.length ** 2 * u ** 2 * sizes,
        );
      }),
    );
  });
});
