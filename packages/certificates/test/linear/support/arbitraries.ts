import type { ConvolutionAxis, ConvolutionMap } from "../../../src/network/convolution-map.ts";
import * as fc from "fast-check";

/** A matrix of float32 numbers about some power of two, with its sizes. */
export interface SizedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

/** Small whole numbers over a power of two: exact, of ordinary conditioning, and they shrink well. */
function entries(length: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: length, maxLength: length });
}

/** Matrices of up to `most` rows and columns, scaled by powers of two from subnormal float32 to the largest. */
export function matrices(most = 12): fc.Arbitrary<SizedMatrix> {
  return fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }), fc.constantFrom(-140, -40, 0, 3, 100))
    .chain(([rows, columns, exponent]) =>
      entries(rows * columns).map((values) => ({ rows, columns, values: values.map((x) => x * 2 ** (exponent - 10)) })),
    );
}

/** Any geometry of one axis, images smaller than the kernel and windows wholly in the padding included. */
export function geometries(largest: number): fc.Arbitrary<ConvolutionAxis> {
  return fc.record({
    inputSize: fc.integer({ min: 1, max: largest }),
    outputSize: fc.integer({ min: 1, max: largest }),
    kernelSize: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    padBefore: fc.integer({ min: -2, max: 6 }),
  });
}

const LARGEST = [0, 9, 4, 2];

/** A geometry of one to three axes with a kernel for it. */
export function convolutions(): fc.Arbitrary<{ map: ConvolutionMap; kernel: readonly number[] }> {
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) =>
      fc.tuple(
        fc.array(geometries(LARGEST[count] ?? 1), { minLength: count, maxLength: count }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(1, 1, 2),
        fc.boolean(),
      ),
    )
    .chain(([axesOfMap, inputs, outputs, groups, isAdjoint]) => {
      const map = { axes: axesOfMap, inChannels: inputs * groups, outChannels: outputs * groups, groups, isAdjoint };
      const length = axesOfMap.reduce((product, axis) => product * axis.kernelSize, inputs * outputs * groups);
      return entries(length).map((kernel) => ({ map, kernel: kernel.map((x) => x / 512) }));
    });
}

/** One axis with `same` padding. */
export function sameAxis(inputSize: number, kernelSize: number, stride: number, dilation = 1): ConvolutionAxis {
  const outputSize = Math.ceil(inputSize / stride);
  const padding = Math.max(0, (outputSize - 1) * stride + (kernelSize - 1) * dilation + 1 - inputSize);
  return { inputSize, outputSize, kernelSize, stride, dilation, padBefore: Math.floor(padding / 2) };
}
