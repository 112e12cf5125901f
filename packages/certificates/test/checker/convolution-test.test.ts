import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConvolutionBelow } from "../../src/checker/chain-test.ts";
import { circlePoint, gridFactor, isReshapedBelow, isSymbolBelow } from "../../src/checker/convolution-test.ts";
import type { Convolution } from "../../src/checker/operation.ts";
import type { ConvolutionMap } from "../../src/network/convolution-map.ts";
import { convolutions } from "../linear/support/arbitraries.ts";
import { big, math } from "./support/exact.ts";
import { convolutionMatrix, svdNorm } from "../linear/support/oracle.ts";

const work = (): { left: number } => ({ left: Infinity });

function convolutionOf(
  { axes, inChannels, outChannels, groups }: ConvolutionMap,
  kernel: readonly number[],
): Convolution {
  return {
    axes: axes.map(({ inputSize, outputSize, kernelSize, stride, dilation, padBefore }) => {
      return { inputSize, outputSize, size: kernelSize, stride, dilation, before: padBefore };
    }),
    groups,
    perInput: inChannels / groups,
    perOutput: outChannels / groups,
    kernel: Float64Array.from(kernel),
    error: 0,
    isAdjoint: false,
    channelAxis: axes.length,
  };
}

describe("isSymbolBelow", () => {
  it("confirms nothing below the norm of the explicit matrix, on any grid", () => {
    fc.assert(
      fc.property(
        convolutions(),
        fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 3, maxLength: 3 }),
        ({ map, kernel }, sizes) => {
          const norm = svdNorm(convolutionMatrix(map, kernel));
          fc.pre(norm > 0);
          const convolution = convolutionOf(map, kernel);
          const grid = sizes.slice(0, map.axes.length);
          expect(isSymbolBelow(convolution, grid, norm * (1 - 1e-9), work())).toBe(false);
          // A sum of all sizes of entries times what a coarse grid may cost is confirmed on a finer one.
          const most = 1000 * kernel.reduce((sum, entry) => sum + Math.abs(entry), 0);
          const finer = grid.map((n) => n + 10);
          expect(isSymbolBelow(convolution, finer, most, work())).toBe(true);
        },
      ),
    );
  });

  it("knows that a window whose taps meet nothing but padding gives zero", () => {
    const axis = { inputSize: 1, outputSize: 1, size: 2, stride: 1, dilation: 4, before: 2 };
    const convolution: Convolution = {
      axes: [axis],
      groups: 1,
      perInput: 1,
      perOutput: 1,
      kernel: Float64Array.of(5, 7),
      error: 0,
      isAdjoint: false,
      channelAxis: 1,
    };
    expect(isReshapedBelow(convolution, 0, work())).toBe(true);
    expect(isReshapedBelow({ ...convolution, axes: [{ ...axis, before: 0 }] }, 0, work())).toBe(false);
  });

  it("confirms the norm of a circular convolution on the grid of its size", () => {
    // y[o] = x[o - 1] + x[o] + x[o + 1] on 64 entries: 1 + 2 cos(π / 65), the symbol's 3 at frequency 0.
    const axis = { inputSize: 64, outputSize: 64, size: 3, stride: 1, dilation: 1, before: 1 };
    const convolution: Convolution = {
      axes: [axis],
      groups: 1,
      perInput: 1,
      perOutput: 1,
      kernel: Float64Array.of(1, 1, 1),
      error: 0,
      isAdjoint: false,
      channelAxis: 1,
    };
    expect(isSymbolBelow(convolution, [65], 3.0000001, work())).toBe(true);
    expect(isSymbolBelow(convolution, [65], 2.9999999, work())).toBe(false);
    expect(isSymbolBelow({ ...convolution, error: 1e-6 }, [65], 3.0000001, work())).toBe(false);
    // The grid of the size itself is too small by one for zero padding.
    expect(gridFactor(axis, 65)).toBe(1);
    expect(gridFactor(axis, 64)).toBeGreaterThan(1);
    expect(isReshapedBelow(convolution, 3.0000001, work())).toBe(true);
    expect(isReshapedBelow(convolution, 2.9999999, work())).toBe(false);
  });

  it("takes the size of the image into account to the last entry", () => {
    // Without padding the largest shift counts, with padding on both sides the smallest, too: one frequency less wraps around.
    const axis = { inputSize: 9, outputSize: 9, size: 3, stride: 1, dilation: 1 };
    expect([10, 11].map((n) => gridFactor({ ...axis, before: 0 }, n) === 1)).toEqual([false, true]);
    expect([9, 10].map((n) => gridFactor({ ...axis, before: 1 }, n) === 1)).toEqual([false, true]);
    expect([10, 11].map((n) => gridFactor({ ...axis, before: 2 }, n) === 1)).toEqual([false, true]);
    const strided = { inputSize: 9, outputSize: 5, size: 4, stride: 2, dilation: 1, before: 1 };
    expect([5, 6].map((n) => gridFactor(strided, n) === 1)).toEqual([false, true]);
    // The circulant of 8 is not the convolution of 9 entries: [1, 2, 1] has the norm 4 at frequency 0 but 2 + 2 cos(π / 10) on the picture,
    // while alternating signs, [1, −2, 1], meet no frequency of an odd grid.
    const alternating = (n: number): boolean => {
      const convolution: Convolution = {
        axes: [{ ...axis, before: 0 }],
        groups: 1,
        perInput: 1,
        perOutput: 1,
        kernel: Float64Array.of(1, -2, 1),
        error: 0,
        isAdjoint: false,
        channelAxis: 1,
      };
      const rows = Array.from({ length: 9 }, (_, o) => {
        return Array.from({ length: 9 }, (_entry, i) => [1, -2, 1][i - o] ?? 0);
      });
      return isSymbolBelow(convolution, [n], svdNorm(rows) * (1 - 1e-9), work());
    };
    expect([3, 5, 7, 9, 10, 11].map(alternating)).toEqual([false, false, false, false, false, false]);
  });

  it("refuses grids that say nothing, or are none", () => {
    const axis = { inputSize: 64, outputSize: 64, size: 5, stride: 1, dilation: 1, before: 2 };
    expect(gridFactor(axis, 4)).toBe(Infinity);
    expect(gridFactor(axis, 100)).toBe(1);
    const convolution: Convolution = {
      axes: [axis],
      groups: 1,
      perInput: 1,
      perOutput: 1,
      kernel: Float64Array.of(1, 2, 3, 4, 5),
      error: 0,
      isAdjoint: false,
      channelAxis: 1,
    };
    expect(isSymbolBelow(convolution, [4], 1e9, work())).toBe(false);
    for (const grid of [[], [8, 8], [0], [1.5], [2 ** 21]]) {
      expect(() => isSymbolBelow(convolution, grid, 100, work())).toThrow(/grid must/);
    }
  });
});

describe("gridFactor", () => {
  it("covers what a trigonometric polynomial can exceed its largest value on the grid by", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        (coefficients, extra) => {
          const frequencies = coefficients.length - 1 + extra;
          // Shifts 0 … n − 1 and an image that is larger than the grid.
          const axis = {
            inputSize: 1000,
            outputSize: 1000,
            size: coefficients.length,
            stride: 1,
            dilation: 1,
            before: 0,
          };
          const sizeAt = (theta: number): number => {
            const re = coefficients.reduce((sum, c, q) => sum + c * Math.cos(q * theta), 0);
            const im = coefficients.reduce((sum, c, q) => sum + c * Math.sin(q * theta), 0);
            return Math.hypot(re, im);
          };
          let [onGrid, anywhere] = [0, 0];
          for (let j = 0; j < frequencies; j++) onGrid = Math.max(onGrid, sizeAt((2 * Math.PI * j) / frequencies));
          for (let j = 0; j < 3000; j++) anywhere = Math.max(anywhere, sizeAt((2 * Math.PI * j) / 3000));
          expect(anywhere).toBeLessThanOrEqual(gridFactor(axis, frequencies) * onGrid + 1e-9);
        },
      ),
    );
  });
});

describe("isConvolutionBelow", () => {
  it("takes the kernel's own matrix only where all windows have one tap", () => {
    fc.assert(
      fc.property(convolutions(), ({ map, kernel }) => {
        fc.pre(map.axes.every(({ kernelSize }) => kernelSize === 1));
        const norm = svdNorm(convolutionMatrix(map, kernel));
        fc.pre(norm > 0);
        const claim = { method: "cholesky", grid: undefined, upper: norm * (1 - 1e-9) };
        expect(isConvolutionBelow(convolutionOf(map, kernel), [], claim, work())).toBe(false);
      }),
    );
  });

  it("confirms nothing below the norm by the reshaped kernel", () => {
    fc.assert(
      fc.property(convolutions(), ({ map, kernel }) => {
        const norm = svdNorm(convolutionMatrix(map, kernel));
        fc.pre(norm > 0);
        expect(isReshapedBelow(convolutionOf(map, kernel), norm * (1 - 1e-9), work())).toBe(false);
      }),
    );
  });
});

describe("circlePoint", () => {
  it("is within 6u of the circle", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (frequencies, any) => {
        const k = any % frequencies;
        const angle = math
          .bignumber(2)
          .times(math.bignumber(k))
          .div(frequencies)
          .times(math.bignumber(math.pi.toString()));
        const [cosine, sine] = circlePoint(k, frequencies);
        expect(Math.abs(math.cos(angle).minus(big(cosine)).toNumber())).toBeLessThanOrEqual(6 * 2 ** -53);
        expect(Math.abs(math.sin(angle).minus(big(sine)).toNumber())).toBeLessThanOrEqual(6 * 2 ** -53);
      }),
    );
  });
});
