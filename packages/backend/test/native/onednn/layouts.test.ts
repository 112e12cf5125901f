import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { free, images, packed, packedStrides, permuted } from "../../../src/native/onednn/layouts.ts";

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
const shapeAndOrder = shape.chain((sizes) => {
  const axes = sizes.map((_size, axis) => axis);
  return fc.record({
    shape: fc.constant(sizes),
    order: fc.shuffledSubarray(axes, { minLength: axes.length, maxLength: axes.length }),
  });
});

/** All indices of a shape, the last axis fastest: in the order in which TensorFlow.js stores the numbers. */
function indices(sizes: readonly number[]): readonly (readonly number[])[] {
  let all: (readonly number[])[] = [[]];
  for (const size of sizes) {
    all = all.flatMap((index) => Array.from({ length: size }, (_none, i) => [...index, i]));
  }
  return all;
}

const offset = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, position, axis) => sum + position * (strides[axis] ?? Number.NaN), 0);

describe("layouts", () => {
  it("are those of the documentation's examples", () => {
    expect(packedStrides([2, 3, 4])).toEqual([12, 4, 1]);
    // https://uxlfoundation.github.io/oneDNN/dev_guide_understanding_memory_formats.html: NHWC has strides
    // [H W C, 1, W C, C] for the axes n, c, h, w.
    expect(images([64, 32, 16, 8])).toEqual({ dims: [64, 8, 32, 16], strides: [32 * 16 * 8, 1, 16 * 8, 8] });
    // HWIO, of the axes o, i, h, w.
    expect(permuted([4, 5, 6, 7], [3, 2, 0, 1])).toEqual({ dims: [7, 6, 4, 5], strides: [1, 7, 5 * 6 * 7, 6 * 7] });
    expect(free(images([1, 2, 3, 4]))).toEqual({ dims: [1, 4, 2, 3] });
    expect(packedStrides([])).toEqual([]);
  });

  it("count the numbers of a packed tensor in their order, for all shapes", () => {
    fc.assert(
      fc.property(shape, (sizes) => {
        const { dims, strides = [] } = packed(sizes);
        expect(dims).toEqual(sizes);
        expect(indices(sizes).map((index) => offset(index, strides))).toEqual(indices(sizes).map((_index, i) => i));
      }),
    );
  });

  it("find the same number under permuted axes, for all orders", () => {
    fc.assert(
      fc.property(shapeAndOrder, ({ shape: sizes, order }) => {
        const { dims, strides = [] } = permuted(sizes, order);
        expect(dims).toEqual(order.map((axis) => sizes[axis]));
        const plain = packedStrides(sizes);
        for (const index of indices(sizes)) {
          const seen = order.map((axis) => index[axis] ?? Number.NaN);
          expect(offset(seen, strides)).toBe(offset(index, plain));
        }
      }),
    );
  });
});
