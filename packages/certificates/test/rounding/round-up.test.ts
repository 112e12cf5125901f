import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthUp, productUp, quotientUp, rootDown, rootUp, sumDown, sumUp, up } from "../../src/rounding/round-up.ts";

/** A float64 >= 0 as an exact integer multiple of 2^-1074. */
function exact(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0] ?? 0n;
  const exponent = bits >> 52n;
  const fraction = bits & (2n ** 52n - 1n);
  return exponent === 0n ? fraction : (fraction + 2n ** 52n) << (exponent - 1n);
}

/** 1 as an exact integer; a product of two exact integers is in units of its square. */
const ONE = exact(1);

/** Numbers of all sizes, and those with few bits, whose results are exact. */
const number = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ min: 2 ** -60, max: 2 ** 60, noNaN: true }),
    fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
    fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: -20, max: 20 })).map(([n, e]) => n * 2 ** e),
  );

/** At most two units in the last place above the exact value, and equal to it where it is a float64. */
function checkTight(result: number, nearest: number): void {
  expect(result <= nearest * (1 + 3 * 2 ** -52) || nearest < 2 ** -1000).toBe(true);
}

describe("rounding up", () => {
  it("keeps exact results and goes up where the nearest number is too small", () => {
    expect(productUp(2, 0.5)).toBe(1);
    expect(quotientUp(1, 4)).toBe(0.25);
    expect(quotientUp(1, 3)).toBeGreaterThan(1 / 3);
    expect(rootUp(9)).toBe(3);
    expect(rootDown(9)).toBe(3);
    expect(lengthUp([3, 4])).toBe(5);
    expect(sumUp(1, 2 ** -60)).toBeGreaterThan(1);
    expect(sumDown(1, 2 ** -60)).toBe(1);
    expect(sumDown(1, 2)).toBe(3);
    expect(up(0)).toBe(Number.MIN_VALUE);
  });

  it("keeps a root that is on the right side of the exact one", () => {
    expect(Math.sqrt(2) ** 2).toBeGreaterThan(2);
    expect(rootUp(2)).toBe(Math.sqrt(2));
    expect(Math.sqrt(3) ** 2).toBeLessThan(3);
    expect(rootDown(3)).toBe(Math.sqrt(3));
  });

  it("takes the length of one number as it is, though its square underflows", () => {
    expect(lengthUp([3])).toBe(3);
    expect(lengthUp([1e-200])).toBe(1e-200);
  });

  it("takes zero and infinity", () => {
    expect(productUp(0, Infinity)).toBe(0);
    expect(productUp(Infinity, 0)).toBe(0);
    expect(productUp(2, 0)).toBe(0);
    expect(productUp(2, Infinity)).toBe(Infinity);
    expect(productUp(1e200, 1e200)).toBe(Infinity);
    expect(productUp(1e-200, 1e-200)).toBeGreaterThan(0);
    expect(rootUp(0)).toBe(0);
    expect(rootUp(Infinity)).toBe(Infinity);
    expect(quotientUp(0, 3)).toBe(0);
    expect(sumUp(Infinity, 1)).toBe(Infinity);
    expect(lengthUp([])).toBe(0);
  });

  it("is never below the exact result, and close to it, for all numbers", () => {
    fc.assert(
      fc.property(number(), number(), (a, b) => {
        const product = productUp(a, b);
        expect(product === Infinity || exact(product) * ONE >= exact(a) * exact(b)).toBe(true);
        checkTight(product, a * b);
        const sum = sumUp(a, b);
        expect(sum === Infinity || exact(sum) >= exact(a) + exact(b)).toBe(true);
        checkTight(sum, a + b);
        const lower = sumDown(a, b);
        expect(a + b === Infinity || exact(lower) <= exact(a) + exact(b)).toBe(true);
        const [root, below] = [rootUp(a), rootDown(a)];
        expect(exact(root) * exact(root) >= exact(a) * ONE).toBe(true);
        expect(exact(below) * exact(below) <= exact(a) * ONE).toBe(true);
        checkTight(root, Math.sqrt(a));
        const positive = Math.max(b, 2 ** -60);
        const quotient = quotientUp(a, positive);
        expect(quotient === Infinity || exact(quotient) * exact(positive) >= exact(a) * ONE).toBe(true);
        checkTight(quotient, a / positive);
      }),
      { numRuns: 2000 },
    );
  });

  it("scales with powers of two, bit by bit", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.integer({ min: -100, max: 100 }),
        (a, b, j) => {
          expect(productUp(a * 2 ** j, b)).toBe(productUp(a, b) * 2 ** j);
          expect(sumUp(a * 2 ** j, b * 2 ** j)).toBe(sumUp(a, b) * 2 ** j);
          expect(rootUp(a * 4 ** j)).toBe(rootUp(a) * 2 ** j);
        },
      ),
    );
  });
});
