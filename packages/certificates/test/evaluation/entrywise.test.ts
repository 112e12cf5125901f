import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entrywise } from "../../src/evaluation/internal/entrywise.ts";
import type { EntrywiseAction, EntrywiseName } from "../../src/network/operation.ts";
import { ofAllSizes, uniform } from "../support/arbitraries.ts";
import { type Big, big, bigExp, bigLog, bigNormal, bigRoot } from "../support/big.ts";

const max = (a: Big, b: Big | number): Big => (a.gt(b) ? a : big(0).plus(b));
const min = (a: Big, b: number): Big => (a.lt(b) ? a : big(b));
const sigmoid = (x: Big): Big => big(1).div(bigExp(x.neg()).plus(1));
const tanh = (x: Big): Big => sigmoid(x.times(2)).times(2).minus(1);
// log(1 + e^x) loses all digits far on the left.
const softplus = (x: Big): Big => (x.lt(-60) ? bigExp(x) : bigLog(bigExp(x).plus(1)));
const relu = (x: Big): Big => max(x, 0);
const elu = (x: Big): Big => (x.gt(0) ? x : bigExp(x).minus(1));

/** The definitions, with the numbers that TensorFlow.js takes for constants. */
const FUNCTIONS: Readonly<Record<Exclude<EntrywiseName, "relu" | "leakyrelu">, (x: Big) => Big>> = {
  linear: (x) => x,
  elu,
  selu: (x) => (x.gt(0) ? x.times(big(1.0507009873554805)) : elu(x).times(big(1.7580993408473768))),
  sigmoid,
  hardsigmoid: (x) => max(min(x.times(big(Math.fround(0.2))).plus(0.5), 1), 0),
  softplus,
  softsign: (x) => x.div(x.abs().plus(1)),
  tanh,
  swish: (x) => x.times(sigmoid(x)),
  mish: (x) => x.times(tanh(softplus(x))),
  gelu: (x) => (x.lt(-20) ? big(0) : x.gt(20) ? x : x.times(bigNormal(x))),
  gelunew: (x) => {
    const inner = x.plus(x.times(x).times(x).times(big(0.044715)));
    return x.times(
      tanh(inner.times(bigRoot(big(2).div("3.14159265358979323846264338327950288419716939937510582097494"))))
        .plus(1)
        .div(2),
    );
  },
};

/** Also near corners, and far away. */
const numbers = fc.oneof(
  uniform(-30, 30),
  uniform(-4, 7),
  ofAllSizes(1),
  ofAllSizes(1).map((x) => -x),
  fc.constantFrom(0, -0, 2.5, -2.5, 5.9999999, 6, 800, -800, -745.1, 3, -3, 9, -9, -37),
);
const radii = fc.oneof(fc.constant(0), uniform(0, 1), ofAllSizes(1));

function expectEnclosed(action: EntrywiseAction, f: (x: Big) => Big, m: number, r: number, where: number): void {
  const shapes = { name: "a", kind: action.name, inputs: [0], inputShapes: [[1]], outputShape: [1], isVaried: true };
  const box = { middle: Float64Array.of(m), radius: Float64Array.of(r) };
  const { middle, radius } = entrywise.enclose({ ...shapes, action }, [box]);
  expect(middle).toEqual(entrywise.value({ ...shapes, action }, [box.middle]));
  const exact = f(big(m).plus(big(r).times(big(where))));
  // What 60 digits leave.
  expect(
    exact
      .minus(big(middle[0] ?? Number.NaN))
      .abs()
      .lte(big(radius[0] ?? Number.NaN).plus("1e-50")),
  ).toBe(true);
  // A box about a point is small.
  expect(r === 0 ? radius[0] : 0).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(m)));
}

const plain = { type: "entrywise", ceiling: Infinity, slopes: new Float32Array() } as const;

describe.each(Object.entries(FUNCTIONS))("%s", (name, f) => {
  it("is enclosed", () => {
    fc.assert(
      fc.property(numbers, radii, uniform(-1, 1), (m, r, where) => {
        for (const at of [where, -1, 1, 0]) expectEnclosed({ ...plain, name: name as EntrywiseName }, f, m, r, at);
      }),
      { numRuns: 60 },
    );
  });
});

describe("functions that are linear in pieces", () => {
  it("are enclosed", () => {
    const slope = uniform(-2, 2).map(Math.fround);
    fc.assert(
      fc.property(numbers, radii, uniform(-1, 1), slope, (m, r, where, alpha) => {
        const leaky = (x: Big): Big => (x.lt(0) ? x.times(big(alpha)) : x);
        for (const at of [where, -1, 1, 0]) {
          expectEnclosed({ ...plain, name: "relu" }, relu, m, r, at);
          expectEnclosed({ ...plain, name: "relu", ceiling: 6 }, (x) => min(relu(x), 6), m, r, at);
          expectEnclosed({ ...plain, name: "leakyrelu", slopes: Float32Array.of(alpha) }, leaky, m, r, at);
        }
      }),
    );
  });

  it("are exact where a box lies on one side of the corner", () => {
    const shapes = { name: "a", kind: "relu", inputs: [0], inputShapes: [[4]], outputShape: [4], isVaried: true };
    const box = { middle: Float64Array.of(-1, 7, 2, 0.5), radius: Float64Array.of(0.9, 0.9, 1, 1) };
    const { middle, radius } = entrywise.enclose({ ...shapes, action: { ...plain, name: "relu", ceiling: 6 } }, [box]);
    expect([...middle]).toEqual([0, 6, 2, 0.5]);
    expect([...radius]).toEqual([0, 0, 1, 1]);
  });

  it("keep NaN", () => {
    const shapes = { name: "a", kind: "relu", inputs: [0], inputShapes: [[1]], outputShape: [1], isVaried: true };
    for (const name of ["relu", "leakyrelu", "linear", ...(Object.keys(FUNCTIONS) as EntrywiseName[])] as const) {
      const action: EntrywiseAction = { ...plain, name, slopes: Float32Array.of(0.5) };
      expect(entrywise.value({ ...shapes, action }, [Float64Array.of(Number.NaN)])[0]).toBeNaN();
    }
  });
});
