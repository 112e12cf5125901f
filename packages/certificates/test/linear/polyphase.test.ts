import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactGrid, gridFactor, polyphaseTaps, symbolDegree } from "../../src/linear/internal/polyphase.ts";
import { geometries, sameAxis } from "./support/arbitraries.ts";
import type { ConvolutionAxis } from "../../src/network/convolution-map.ts";

/** Which taps join output o and entry e, `[outputSize][inputSize]`, from the definition of a convolution. */
function meetings(axis: ConvolutionAxis): string[][] {
  return Array.from({ length: axis.outputSize }, (_, o) =>
    Array.from({ length: axis.inputSize }, (_entry, e) =>
      Array.from({ length: axis.kernelSize }, (_tap, t) => t)
        .filter((t) => o * axis.stride + t * axis.dilation - axis.padBefore === e)
        .join(),
    ),
  );
}

/** The same in a circulant of `size` pieces; null where it has no room for the outputs or for the input. */
function circulantMeetings(axis: ConvolutionAxis, size: number): string[][] | null {
  if (size < axis.outputSize || size * axis.stride < axis.inputSize) return null;
  return Array.from({ length: axis.outputSize }, (_, o) =>
    Array.from({ length: axis.inputSize }, (_entry, e) =>
      [...polyphaseTaps(axis).entries()]
        .filter(([, { shift, residue }]) => {
          const piece = (((o + shift) % size) + size) % size;
          return piece * axis.stride + residue === e;
        })
        .map(([t]) => t)
        .join(),
    ),
  );
}

describe("exactGrid", () => {
  it.each([
    [32, 3, 1, 33],
    [32, 4, 2, 17],
    [8, 4, 2, 5],
    [5, 1, 1, 5],
  ])("of an image of %d with kernel %d and stride %d, same padding, is %d", (size, kernelSize, stride, grid) => {
    const axis = sameAxis(size, kernelSize, stride);
    expect(exactGrid(axis)).toBe(grid);
    const smaller = circulantMeetings(axis, grid - 1);
    expect(smaller === null || smaller.flat().join() !== meetings(axis).flat().join()).toBe(true);
  });

  it("lets a circulant do what the convolution does, at that size and all larger, for all geometries", () => {
    fc.assert(
      fc.property(geometries(9), fc.nat(5), (axis, more) => {
        expect(circulantMeetings(axis, exactGrid(axis) + more)).toEqual(meetings(axis));
      }),
    );
  });
});

describe("gridFactor", () => {
  const axis = sameAxis(1000, 3, 1);

  it("is 1 on a grid that is exact, and for a symbol that is constant along the axis", () => {
    expect(gridFactor(axis, 1001)).toBe(1);
    expect(gridFactor(axis, 1000)).toBeGreaterThan(1);
    expect(gridFactor(sameAxis(1000, 1, 1), 1)).toBe(1);
  });

  it("says nothing of a grid that is too small", () => {
    expect(gridFactor(axis, 2)).toBe(Infinity);
  });

  it("is no smaller than M. Riesz's factor, and near it, for all geometries", () => {
    fc.assert(
      fc.property(geometries(9), fc.integer({ min: 1, max: 60 }), (small, frequencies) => {
        const large = { ...small, inputSize: 1e6, outputSize: 1e6 };
        const shifts = polyphaseTaps(large).map(({ shift }) => shift);
        const width = Math.max(...shifts) - Math.min(...shifts);
        const angle = (Math.PI * width) / (2 * frequencies);
        expect(symbolDegree(large)).toBe(Math.ceil(width / 2));
        const factor = gridFactor(large, frequencies);
        expect(factor).toBeGreaterThanOrEqual(angle < Math.PI / 2 ? (1 - 1e-15) / Math.cos(angle) : Infinity);
        expect(angle < 0.1 ? factor : 1).toBeLessThan(1.0051);
      }),
    );
  });
});
