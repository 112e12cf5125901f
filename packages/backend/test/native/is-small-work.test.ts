import { describe, expect, it } from "vitest";
import { isSmallWork } from "../../src/native/is-small-work.ts";
import type { Work } from "../../src/native/native-engine.ts";
import type { Family } from "../../src/native/onednn/operation.ts";
import {
  DESTINATION,
  DESTINATION_GRADIENT,
  SOURCE,
  SOURCE_GRADIENT,
  WEIGHTS,
  WEIGHTS_GRADIENT,
} from "../../src/native/onednn/primitive.ts";

type Named = readonly (readonly [argument: number, dims: readonly number[]])[];

const work = (family: Family, tensors: Named): Work => ({
  operation: { family, parameters: [] },
  bindings: tensors.map(([argument, dims]) => ({ argument, layout: { dims } })),
});

/** 16 × 16 pixels, a kernel of 3 × 3 from 32 channels to as many. */
const convolution = (batch: number, [image, kernel, result]: readonly [number, number, number]): Named => [
  [image, [batch, 32, 16, 16]],
  [kernel, [32, 32, 3, 3]],
  [result, [batch, 32, 16, 16]],
];

/** Each of 32 channels with a kernel of its own. */
const depthwise = (batch: number): Named => [
  [SOURCE, [batch, 32, 16, 16]],
  [WEIGHTS, [32, 1, 1, 3, 3]],
  [DESTINATION, [batch, 32, 16, 16]],
];

const product = (rows: number): Named => [
  [SOURCE, [1, rows, 300]],
  [WEIGHTS, [1, 300, 200]],
  [DESTINATION, [1, rows, 200]],
];

const relu = (entries: number): Named => [
  [SOURCE, [entries]],
  [DESTINATION, [entries]],
];

describe("isSmallWork", () => {
  it.each([
    ["convolution_forward", [SOURCE, WEIGHTS, DESTINATION]],
    ["convolution_backward_data", [SOURCE_GRADIENT, WEIGHTS, DESTINATION_GRADIENT]],
    ["convolution_backward_weights", [SOURCE, WEIGHTS_GRADIENT, DESTINATION_GRADIENT]],
  ] as const)("counts the products of a %s: 2.4 million an image here, of at most 12", (family, roles) => {
    expect(isSmallWork(work(family, convolution(5, roles)))).toBe(true);
    expect(isSmallWork(work(family, convolution(6, roles)))).toBe(false);
  });

  it("counts those of a depthwise convolution by the channels that one result sees, and those of a product by its inner axis", () => {
    // 4.5 million products and 4.06 MB at 62 images.
    expect(isSmallWork(work("convolution_forward", depthwise(60)))).toBe(true);
    expect(isSmallWork(work("convolution_forward", depthwise(62)))).toBe(false);
    expect(isSmallWork(work("matmul", product(199)))).toBe(true);
    expect(isSmallWork(work("matmul", product(200)))).toBe(false);
  });

  it("counts the bytes of what has no weights", () => {
    expect(isSmallWork(work("eltwise_forward", relu(499_999)))).toBe(true);
    expect(isSmallWork(work("eltwise_forward", relu(500_000)))).toBe(false);
  });
});
