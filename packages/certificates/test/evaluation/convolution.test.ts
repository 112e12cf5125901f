import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convolution, encloseConvolution, linear, linearAdjoint } from "../../src/evaluation/internal/convolution.ts";
import type { ConvolutionMap } from "../../src/network/convolution-map.ts";
import type { ConvolutionAction, Operation } from "../../src/network/operation.ts";
import { type Dyadic, exactly, isWithin, plus, times, ZERO } from "../support/dyadic.ts";
import { dot, randomVector } from "../support/random-vector.ts";

const axis = fc.record({
  inputSize: fc.integer({ min: 1, max: 6 }),
  outputSize: fc.integer({ min: 1, max: 5 }),
  kernelSize: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padBefore: fc.integer({ min: -2, max: 4 }),
});

/** Any geometry at all, even such as no layer has. */
const maps: fc.Arbitrary<ConvolutionMap> = fc
  .record({
    axes: fc.array(axis, { maxLength: 3 }),
    ins: fc.integer({ min: 1, max: 6 }),
    outs: fc.integer({ min: 1, max: 6 }),
    groups: fc.integer({ min: 1, max: 3 }),
    isAdjoint: fc.boolean(),
  })
  .map(({ axes, ins, outs, groups, isAdjoint }) => {
    return { axes, inChannels: ins * groups, outChannels: outs * groups, groups, isAdjoint };
  });

const size = (map: ConvolutionMap, which: "inputSize" | "outputSize" | "kernelSize"): number =>
  map.axes.reduce((product, each) => product * each[which], 1);

/** The definition in the docstring of ConvolutionMap: for each output, input and kernel index that belong together. */
function forEachProduct(map: ConvolutionMap, visit: (output: number, input: number, kernel: number) => void): void {
  const { axes, inChannels, outChannels, groups } = map;
  const [ins, outs] = [inChannels / groups, outChannels / groups];
  const positions = axes.reduce<number[][]>(
    (lists, { outputSize }) => lists.flatMap((list) => Array.from({ length: outputSize }, (_, o) => [...list, o])),
    [[]],
  );
  const taps = axes.reduce<number[][]>(
    (lists, { kernelSize }) => lists.flatMap((list) => Array.from({ length: kernelSize }, (_, t) => [...list, t])),
    [[]],
  );
  for (const [o, position] of positions.entries()) {
    for (const [t, tap] of taps.entries()) {
      const at = axes.map(
        (each, a) => (position[a] ?? 0) * each.stride + (tap[a] ?? 0) * each.dilation - each.padBefore,
      );
      if (!at.every((entry, a) => entry >= 0 && entry < (axes[a]?.inputSize ?? 0))) continue;
      const entry = at.reduce((index, each, a) => index * (axes[a]?.inputSize ?? 0) + each, 0);
      for (let c = 0; c < outChannels; c++) {
        for (let i = 0; i < ins; i++) {
          const channel = Math.floor(c / outs) * ins + i;
          visit(o * outChannels + c, entry * inChannels + channel, (t * ins + i) * outChannels + c);
        }
      }
    }
  }
}

function actionOf(map: ConvolutionMap, seed: number): ConvolutionAction {
  const kernelSize = (size(map, "kernelSize") * map.inChannels * map.outChannels) / map.groups;
  return {
    type: "convolution",
    map,
    kernel: Float32Array.from(randomVector(seed, kernelSize)),
    bias: Float32Array.from(randomVector(seed + 1, map.isAdjoint ? map.inChannels : map.outChannels)),
    isChannelsFirst: false,
  };
}

const ends = (map: ConvolutionMap): readonly [number, number] => {
  const [a, b] = [size(map, "inputSize") * map.inChannels, size(map, "outputSize") * map.outChannels];
  return map.isAdjoint ? [b, a] : [a, b];
};

function exactImage(action: ConvolutionAction, x: readonly Dyadic[], outputs: number): readonly Dyadic[] {
  const y = Array.from({ length: outputs }, () => ZERO);
  const { map, kernel, bias } = action;
  forEachProduct(map, (output, input, k) => {
    const [to, from] = map.isAdjoint ? [input, output] : [output, input];
    y[to] = plus(y[to] ?? ZERO, times(exactly(kernel[k] ?? 0), x[from] ?? ZERO));
  });
  return y.map((entry, i) => plus(entry, exactly(bias?.[i % bias.length] ?? 0)));
}

describe("convolution", () => {
  it("encloses the exact image of every point of a box", () => {
    fc.assert(
      fc.property(maps, fc.nat(), fc.integer({ min: -40, max: 0 }), (map, seed, exponent) => {
        const action = actionOf(map, seed);
        const [inputs, outputs] = ends(map);
        const middle = randomVector(seed + 2, inputs).map((entry) => entry / 3);
        const radius = randomVector(seed + 3, inputs).map((entry) => Math.abs(entry) * 2 ** exponent);
        const corner = randomVector(seed + 4, inputs).map(Math.sign);
        const point = Array.from(middle, (m, i) => plus(exactly(m), exactly((corner[i] ?? 0) * (radius[i] ?? 0))));
        const exact = exactImage(action, point, outputs);
        const box = encloseConvolution(action, { middle, radius }, true);
        const operation = { action } as Operation & { action: ConvolutionAction };
        expect(box.middle).toEqual(convolution.value(operation, [middle]));
        for (const [i, entry] of exact.entries()) {
          expect(isWithin(entry, box.middle[i] ?? Number.NaN, box.radius[i] ?? Number.NaN)).toBe(true);
        }
      }),
    );
  });

  it("has boxes that are no wider than they need be", () => {
    // One product, one bias: 3 roundings at most, and the radius itself.
    const map = { axes: [], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
    const action = { ...actionOf(map, 1), kernel: Float32Array.of(3), bias: Float32Array.of(1) };
    const box = encloseConvolution(action, { middle: Float64Array.of(1 / 3), radius: Float64Array.of(2 ** -20) }, true);
    expect(box.radius[0]).toBeGreaterThanOrEqual(3 * 2 ** -20);
    expect(box.radius[0]).toBeLessThan(3 * 2 ** -20 * (1 + 1e-8));
  });

  it("has the adjoint of its linear part", () => {
    fc.assert(
      fc.property(maps, fc.boolean(), fc.nat(), (map, isChannelsFirst, seed) => {
        const action = { ...actionOf(map, seed), isChannelsFirst };
        const [inputs, outputs] = ends(map);
        const [x, y] = [randomVector(seed + 1, inputs), randomVector(seed + 2, outputs)];
        const image = linear(action, action.kernel, x);
        const back = linearAdjoint(action, y);
        const scale = Math.sqrt(dot(image, image) * dot(y, y)) + Math.sqrt(dot(back, back) * dot(x, x)) + 1;
        expect(Math.abs(dot(image, y) - dot(x, back))).toBeLessThanOrEqual(1e-13 * scale);
      }),
    );
  });

  it("knows padding before kernels of one tap", () => {
    const one = { inputSize: 2, outputSize: 2, kernelSize: 1, stride: 1, dilation: 1, padBefore: 1 };
    const map = { axes: [one], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
    const action = { ...actionOf(map, 1), kernel: Float32Array.of(3) };
    expect([...linear(action, action.kernel, Float64Array.of(5, 7))]).toEqual([0, 15]);
    expect([...linearAdjoint(action, Float64Array.of(5, 7))]).toEqual([21, 0]);
  });

  it("counts what underflow takes away", () => {
    const map = { axes: [], inChannels: 400, outChannels: 1, groups: 1, isAdjoint: false };
    const action = { ...actionOf(map, 1), kernel: new Float32Array(400).fill(2 ** -100), bias: null };
    const middle = new Float64Array(400).fill(1.5 * 2 ** -975); // each product, 3/4 of the smallest number, becomes that
    const box = encloseConvolution(action, { middle, radius: new Float64Array(400) }, false);
    const exact = { n: 3n * 400n, e: -976 - 100 };
    expect(isWithin(exact, box.middle[0] ?? Number.NaN, box.radius[0] ?? Number.NaN)).toBe(true);
    expect(isWithin(exact, box.middle[0] ?? Number.NaN, 0)).toBe(false);
  });
});
