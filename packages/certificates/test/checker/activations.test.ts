import * as fc from "fast-check";
import type { BigNumber } from "mathjs";
import { describe, expect, it } from "vitest";
import {
  ACTIVATIONS,
  clipped,
  elu,
  exponential,
  exponentialMinusOne,
  leaky,
  logarithm,
  logarithmOfOnePlus,
} from "../../src/checker/activations.ts";
import { big, math } from "./support/exact.ts";

const UNIT = 2 ** -53;
const one = big(1);
/** mathjs declares a number, and gives 120 digits. */
const PI = math.bignumber(String(math.pi));
const exp = (x: BigNumber): BigNumber => math.exp(x);
const sigmoid = (x: BigNumber): BigNumber => one.div(one.plus(exp(x.neg())));
const softplus = (x: BigNumber): BigNumber => math.log<BigNumber>(one.plus(exp(x)));
const tanh = (x: BigNumber): BigNumber => math.tanh(x);

/** ∫ of the density by its series, 60 digits. */
function normalDistribution(x: BigNumber): BigNumber {
  if (x.abs().greaterThan(14)) return x.isNegative() ? big(0) : one; // up to 1e-44
  let term = x;
  let sum = big(0);
  for (let n = 0; n < 600; n++) {
    sum = sum.plus(term);
    term = term
      .times(x)
      .times(x)
      .div(2 * n + 3);
  }
  const density = exp(x.times(x).div(-2)).div(math.sqrt<BigNumber>(big(2).times(PI)));
  return density.times(sum).plus(0.5);
}

/** The comparisons of mathjs have a tolerance, those of its numbers none. */
function between(x: BigNumber, low: number, high: number): BigNumber {
  if (x.lessThan(low)) return big(low);
  return x.greaterThan(high) ? big(high) : x;
}

const ALPHA = math.bignumber("1.6732632423543772848170429916717");
const SCALE = math.bignumber("1.0507009873554804934193349852946");

const EXACT: ReadonlyMap<string, (x: BigNumber) => BigNumber> = new Map([
  ["linear", (x) => x],
  ["relu", (x) => (x.isNegative() ? big(0) : x)],
  ["relu6", (x) => between(x, 0, 6)],
  ["elu", (x) => (x.isNegative() ? exp(x).minus(1) : x)],
  ["selu", (x) => SCALE.times(x.isNegative() ? ALPHA.times(exp(x).minus(1)) : x)],
  ["sigmoid", sigmoid],
  ["hardsigmoid", (x) => between(x.times(Math.fround(0.2)).plus(0.5), 0, 1)],
  ["softplus", softplus],
  ["softsign", (x) => x.div(x.abs().plus(1))],
  ["tanh", tanh],
  ["swish", (x) => x.times(sigmoid(x))],
  ["mish", (x) => x.times(tanh(softplus(x)))],
  ["gelu", (x) => x.times(normalDistribution(x))],
  [
    "gelunew",
    (x) => {
      const root = math.sqrt<BigNumber>(big(2).div(PI));
      const inner = root.times(x.plus(x.times(x).times(x).times("0.044715")));
      return x.times(0.5).times(tanh(inner).plus(1));
    },
  ],
]);

/** Of all sizes, and where functions bend or get steep; below 1e-18 the oracle would lose its digits. */
const numbers = fc
  .oneof(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: -30, max: 30, noNaN: true }),
    fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    fc.constantFrom(0, -0.35, 0.35, Math.LN2 / 2, -Math.LN2 / 2, 1, -1, 2.5, -2.5, 6, 9, -9),
  )
  .map((x) => (Math.abs(x) < 1e-18 ? 0 : x));

describe.each([...EXACT])("%s", (name, exact) => {
  const { value, error, slopes, slopesOn } = ACTIVATIONS.get(name) ?? elu(Number.NaN);

  it("is right up to the error that is claimed", () => {
    fc.assert(
      fc.property(numbers, (x) => {
        const y = value(x, 0);
        expect(exact(big(x)).minus(big(y)).abs().toNumber()).toBeLessThanOrEqual(error(x, y));
      }),
      { numRuns: 60 },
    );
  });

  it("has slopes within those that are claimed, for all points and for those of an interval", () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        const [low = 0, middle = 0, high = 0] = [a, b, c].toSorted((p, q) => p - q);
        for (const [from, to, range] of [
          [low, high, slopesOn(low, high, 0)],
          [low, middle, slopesOn(low, high, 0)],
          [middle, high, slopes],
        ] as const) {
          const rounding = 1e-14 * (1 + Math.abs(value(from, 0)) + Math.abs(value(to, 0)));
          const rise = value(to, 0) - value(from, 0);
          expect(rise).toBeGreaterThanOrEqual(range[0] * (to - from) - rounding);
          expect(rise).toBeLessThanOrEqual(range[1] * (to - from) + rounding);
        }
      }),
    );
  });

  it("has its slopes almost attained, so that they are not far too wide", () => {
    let [least, largest] = [Infinity, -Infinity];
    for (let x = -12; x < 12; x += 1 / 512) {
      const slope = (value(x + 1 / 1024, 0) - value(x, 0)) * 1024;
      least = Math.min(least, slope);
      largest = Math.max(largest, slope);
    }
    expect(least - slopes[0]).toBeLessThan(1e-2);
    expect(slopes[1] - largest).toBeLessThan(3e-3);
  });

  it("is finite or 0 far out, and keeps what is not a number", () => {
    for (const x of [-800, 800, -1e6]) expect(Number.isFinite(value(x, 0))).toBe(true);
    expect(value(Number.NaN, 0)).toBeNaN();
  });
});

describe("activations with parameters", () => {
  it("have the slopes of their pieces", () => {
    const own = leaky(Float64Array.of(-0.5, 2), (entry) => entry);
    expect(own.slopes).toEqual([-0.5, 2]);
    expect(own.upper).toBe(2);
    expect(own.slopesOn(-1, 1, 0)).toEqual([-0.5, 1]);
    expect(own.slopesOn(-2, -1, 1)).toEqual([2, 2]);
    expect(own.slopesOn(1, 2, 1)).toEqual([1, 1]);
    expect([own.value(-2, 0), own.value(-2, 1), own.value(3, 1)]).toEqual([1, -4, 3]);
    expect(clipped(2).slopesOn(2, 5, 0)).toEqual([0, 0]);
    expect(clipped(2).slopesOn(0, 2, 0)).toEqual([1, 1]);
    expect(clipped(2).slopesOn(1, 3, 0)).toEqual([0, 1]);
    expect(elu(-2).slopes).toEqual([-2, 1]);
    expect(elu(3).upper).toBe(3);
  });
});

describe("elementary functions", () => {
  it("exponential: 6u", () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 700, noNaN: true }), (drawn) => {
        const x = Math.abs(drawn) < 1e-18 ? 0 : drawn;
        const exact = exp(big(x));
        expect(
          exact
            .minus(big(exponential(x)))
            .div(exact)
            .abs()
            .toNumber(),
        ).toBeLessThanOrEqual(6 * UNIT);
      }),
    );
    expect([exponential(-691), exponential(701), exponential(0)]).toEqual([0, Infinity, 1]);
  });

  it("exponentialMinusOne: 24u", () => {
    fc.assert(
      fc.property(numbers, (x) => {
        fc.pre(x !== 0);
        const exact = exp(big(x)).minus(1);
        expect(
          exact
            .minus(big(exponentialMinusOne(x)))
            .div(exact)
            .abs()
            .toNumber(),
        ).toBeLessThanOrEqual(24 * UNIT);
      }),
    );
  });

  it("logarithmOfOnePlus: 8u", () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }), (y) => {
        fc.pre(y > 1e-40); // beyond, the oracle has no digits left
        const exact = math.log<BigNumber>(big(y).plus(1));
        expect(
          exact
            .minus(big(logarithmOfOnePlus(y)))
            .div(exact)
            .abs()
            .toNumber(),
        ).toBeLessThanOrEqual(8 * UNIT);
      }),
    );
  });

  it("logarithm: 9u (1 + ln x)", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (x) => {
        const exact = math.log<BigNumber>(big(x));
        const most = 9 * UNIT * (1 + Math.log(x));
        expect(
          exact
            .minus(big(logarithm(x)))
            .abs()
            .toNumber(),
        ).toBeLessThanOrEqual(most);
      }),
    );
    expect(logarithm(Infinity)).toBe(Infinity);
  });
});
