import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DISTRIBUTION_ERROR,
  ELEMENTARY_ERROR,
  ELEMENTARY_TINY,
  expOfNegative,
  logOf,
  logOfOnePlus,
  normalDistribution,
} from "../../src/evaluation/internal/elementary.ts";
import { ofAllSizes, uniform } from "../support/arbitraries.ts";
import { big, bigExp, bigLog, bigNormal } from "../support/big.ts";

/** Whether the result is as close as the docstring claims, and as close as its derivation says. */
function isClose(x: number): boolean {
  const y = expOfNegative(x);
  const error = bigExp(big(x)).minus(big(y)).abs();
  const isAsClaimed = error.lte(big(ELEMENTARY_ERROR).times(big(y)).plus(big(ELEMENTARY_TINY)));
  // The derivation leaves a factor of no more than 16.
  const sharp = big(2 ** -50).times(big(y));
  return isAsClaimed && error.lte(sharp.plus(big(2 ** -1074)));
}

const unit = fc.oneof(uniform(0, 1), ofAllSizes(1));

describe("expOfNegative", () => {
  it("is exact at 0 and 0 far away", () => {
    expect(expOfNegative(0)).toBe(1);
    expect(expOfNegative(-0)).toBe(1);
    expect(expOfNegative(-800)).toBe(0);
    expect(expOfNegative(-Infinity)).toBe(0);
    expect(expOfNegative(Number.NaN)).toBeNaN();
  });

  it.each([-0.34657359027997264, -0.3465735902799727, -1.0397207708399179, -708.4, -744.4, -745.1, -1e-18])(
    "is as close as it claims at %d",
    (x) => {
      expect(isClose(x)).toBe(true);
    },
  );

  it("is as close as it claims", () => {
    fc.assert(
      fc.property(uniform(-750, 0), unit, (x, near) => {
        expect(isClose(x)).toBe(true);
        expect(isClose(-near)).toBe(true);
      }),
    );
  });
});

describe("logOfOnePlus", () => {
  it("is as close as it claims", () => {
    fc.assert(
      fc.property(unit, (t) => {
        const y = logOfOnePlus(t);
        const error = bigLog(big(t).plus(1)).minus(big(y)).abs();
        // 60 digits of 1 + t leave 60 digits less those of t.
        expect(error.lte(big(ELEMENTARY_ERROR).times(big(y)).plus("1e-59"))).toBe(true);
      }),
    );
    expect(logOfOnePlus(0)).toBe(0);
  });
});

describe("logOf", () => {
  it("is as close as it claims", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          uniform(1, 4),
          ofAllSizes(2 ** 30).map((x) => 1 + x),
        ),
        (x) => {
          const { value, error } = logOf(x);
          expect(bigLog(big(x)).minus(big(value)).abs().lte(big(error))).toBe(true);
        },
      ),
    );
    expect(logOf(1).value).toBe(0);
  });
});

describe("normalDistribution", () => {
  it("is as close as it claims", () => {
    fc.assert(
      fc.property(uniform(-12, 12), (x) => {
        const error = bigNormal(big(x))
          .minus(big(normalDistribution(x).distribution))
          .abs();
        // Cancellation takes 33 digits of 60 at −12.
        expect(error.lte(big(Math.abs(x) > 10 ? 2 ** -50 : DISTRIBUTION_ERROR))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("is one half at 0, and 0 or 1 far away", () => {
    expect(normalDistribution(0).distribution).toBe(0.5);
    expect(normalDistribution(-1e300).distribution).toBe(0);
    expect(normalDistribution(1e300).distribution).toBe(1);
    expect(normalDistribution(Number.NaN).distribution).toBeNaN();
  });
});
