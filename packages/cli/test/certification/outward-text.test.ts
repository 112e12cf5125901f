import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerText, upperText } from "../../src/certification/outward-text.ts";

const positive = fc.double({ min: 0, noNaN: true, max: Number.MAX_VALUE });

describe("upperText and lowerText", () => {
  it("round to the outside", () => {
    expect([upperText(1.23456001), lowerText(1.23456999)]).toEqual(["1.2346", "1.2345"]);
    expect([upperText(9.99991), lowerText(0.999999)]).toEqual(["10.000", "0.99999"]);
    expect([upperText(1.00000001), lowerText(1.00000001)]).toEqual(["1.0001", "1.0000"]);
    expect([upperText(123_456_789), lowerText(1e-300)]).toEqual(["1.2346e+8", "1.0000e-300"]);
  });

  it("leave 0 and 1 alone, which are exact", () => {
    expect([upperText(0), lowerText(0), upperText(1), lowerText(1)]).toEqual(["0", "0", "1", "1"]);
  });

  it("say so where there is no number", () => {
    expect([upperText(Number.NaN), upperText(Infinity), lowerText(-Infinity)]).toEqual(Array(3).fill("not finite"));
  });

  it("print a bound that is one, at most a unit of the last digit away, for all numbers", () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 2, max: 8 }), (value, digits) => {
        const [low, high] = [Number(lowerText(value, digits)), Number(upperText(value, digits))];
        // above, the largest number has none to be printed as; below, subnormals have fewer digits than are printed
        fc.pre(high !== Infinity && value > 1e-300);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        const unit = 10 ** (1 - digits) * value * 1.001; // 1.001: the printed decimals are themselves rounded to float64
        expect(high - value).toBeLessThanOrEqual(unit);
        expect(value - low).toBeLessThanOrEqual(unit);
      }),
    );
  });
});
