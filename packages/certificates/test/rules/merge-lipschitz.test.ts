import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeLipschitz } from "@lipschitz-gan/certificates";

describe("mergeLipschitz", () => {
  it("is attained: by branches along one axis for sums, and along different entries for the others", () => {
    // f_i(x) = L_i x for a number x: their sum, their mean, their list.
    fc.assert(
      fc.property(
        // Squares of far smaller numbers underflow, and their sum is then rounded up by more.
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-100, max: 100, noNaN: true })), {
          minLength: 1,
          maxLength: 6,
        }),
        (constants) => {
          const sum = constants.reduce((a, b) => a + b, 0);
          const length = Math.sqrt(constants.reduce((a, b) => a + b * b, 0));
          const error = (constants.length + 2) * 2 ** -52;
          const close = (kind: Parameters<typeof mergeLipschitz>[0], value: number, further = 0): void => {
            const constant = mergeLipschitz(kind, constants);
            expect(constant).toBeGreaterThanOrEqual(value * (1 - error));
            expect(constant).toBeLessThanOrEqual(value * (1 + 2 * error + further) + 1e-300);
          };
          close("sum", sum);
          close("average", sum / constants.length, 2 ** -24); // 1 / n as a float32
          close("concatenation", length);
          // Entry i of the maximum is L_i x where branch i leads there and the others are far below.
          close("maximum", length);
          close("minimum", length);
        },
      ),
    );
  });

  it("takes the float32 next to 1 / n for a mean, if that is larger", () => {
    expect(Math.fround(1 / 3)).toBeGreaterThan(1 / 3);
    expect(mergeLipschitz("average", [1, 1, 1])).toBeGreaterThanOrEqual(3 * Math.fround(1 / 3));
    expect(Math.fround(1 / 25)).toBeLessThan(1 / 25);
    expect(
      mergeLipschitz(
        "average",
        Array.from({ length: 25 }, () => 1),
      ),
    ).toBeGreaterThanOrEqual(1);
  });

  it("takes zero and infinity", () => {
    expect(mergeLipschitz("sum", [0, 0])).toBe(0);
    expect(mergeLipschitz("concatenation", [0, 3])).toBe(3);
    expect(mergeLipschitz("maximum", [1, Infinity])).toBe(Infinity);
  });

  it("refuses what is no constant", () => {
    expect(() => mergeLipschitz("sum", [])).toThrow(/at least one branch, received none/);
    expect(() => mergeLipschitz("sum", [1, Number.NaN])).toThrow(
      "mergeLipschitz: a branch's constant must be a finite number >= 0, received NaN",
    );
    expect(() => mergeLipschitz("maximum", [-1])).toThrow(/received -1/);
  });
});
