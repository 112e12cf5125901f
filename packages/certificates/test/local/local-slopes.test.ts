import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import { localSlopes } from "../../src/local/local-slopes.ts";
import type { EntrywiseAction, EntrywiseName } from "../../src/network/operation.ts";

const NAMES: readonly EntrywiseName[] = [
  "linear",
  "relu",
  "leakyrelu",
  "elu",
  "selu",
  "sigmoid",
  "hardsigmoid",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
  "gelunew",
];

const actionOf = (name: EntrywiseName, slope: number, ceiling: number): EntrywiseAction => ({
  type: "entrywise",
  name,
  ceiling,
  slopes: name === "leakyrelu" ? Float32Array.of(slope) : new Float32Array(0),
});

function slopesOn(action: EntrywiseAction, low: number, high: number): readonly [number, number] {
  const found = localSlopes(action, { low: Float64Array.of(low), high: Float64Array.of(high) });
  return [found.low[0] ?? Number.NaN, found.high[0] ?? Number.NaN];
}

describe("localSlopes", () => {
  it("are those of the piece where the interval lies in one", () => {
    const relu6 = actionOf("relu", 0, 6);
    expect(slopesOn(relu6, -2, -0.001)).toEqual([0, 0]);
    expect(slopesOn(relu6, 0.001, 5.999)).toEqual([1, 1]);
    expect(slopesOn(relu6, 6.001, 9)).toEqual([0, 0]);
    expect(slopesOn(relu6, -1e-300, 1)).toEqual([0, 1]);
    expect(slopesOn(relu6, 5, 6.1)).toEqual([0, 1]);
    const leaky = actionOf("leakyrelu", -0.5, Infinity);
    expect(slopesOn(leaky, -2, -0.001)).toEqual([-0.5, -0.5]);
    expect(slopesOn(leaky, 0.001, 2)).toEqual([1, 1]);
    expect(slopesOn(leaky, -1, 2)).toEqual([-0.5, 1]);
    const hard = actionOf("hardsigmoid", 0, Infinity);
    expect(slopesOn(hard, -2, 2)).toEqual([Math.fround(0.2), Math.fround(0.2)]);
    expect(slopesOn(hard, 2.501, 3)).toEqual([0, 0]);
    expect(slopesOn(hard, 2.4, 3)).toEqual([0, Math.fround(0.2)]);
  });

  it("do not count on a piece that the interval touches at its end, where another program may see both", () => {
    const relu6 = actionOf("relu", 0, 6);
    expect(slopesOn(relu6, -2, 0)).toEqual([0, 1]);
    expect(slopesOn(relu6, 0, 6)).toEqual([0, 1]);
    expect(slopesOn(relu6, 6, 9)).toEqual([0, 1]);
  });

  it("takes the slope of each entry of a PReLU", () => {
    const action = { ...actionOf("leakyrelu", 0, Infinity), slopes: Float32Array.of(0.25, 3) };
    const box = { low: Float64Array.of(-1, -1), high: Float64Array.of(1, 1) };
    expect(localSlopes(action, box)).toEqual({ low: Float64Array.of(0.25, 1), high: Float64Array.of(1, 3) });
  });

  it("holds the slopes between all points of the interval", () => {
    const number = fc.oneof(fc.double({ min: -8, max: 8, noNaN: true }), fc.constantFrom(-2.5, 0, 2.5, 6));
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom(-1.5, 0, 0.25, 2),
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, slope, a, b, s, t) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const [x, y] = [low + s * (high - low), low + t * (high - low)];
          if (Math.abs(x - y) < 1e-4) return;
          const action = actionOf(name, slope, 6);
          const shape = [2];
          const operation = {
            name,
            kind: name,
            inputs: [0],
            inputShapes: [shape],
            outputShape: shape,
            action,
            isVaried: true,
          };
          const [ofX = 0, ofY = 0] = evaluatorOf(operation).value([Float64Array.of(x, y)]);
          const secant = (ofX - ofY) / (x - y);
          const [least, largest] = slopesOn(action, low, high);
          expect(secant).toBeGreaterThanOrEqual(least - 1e-8);
          expect(secant).toBeLessThanOrEqual(largest + 1e-8);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
