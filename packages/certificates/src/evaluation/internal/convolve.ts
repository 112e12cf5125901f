import type { ConvolutionMap } from "../../network/convolution-map.ts";
import {
  type Block,
  type BlockProduct,
  forwardBlock,
  forwardNarrow,
  forwardSingle,
  backwardBlock,
  backwardNarrow,
  backwardSingle,
} from "./convolution-blocks.ts";

/**
 * A convolution without bias, channels last. Each output is a sum of at most `termsOf(map)` products, in one order or another.
 *
 * @param map - the geometry; whether it is an adjoint does not matter
 * @param kernel - in the layout of the map
 * @param x - the input
 * @returns the output
 * @internal
 */
export function convolve(map: ConvolutionMap, kernel: Float32Array, x: Float64Array): Float64Array {
  const y = new Float64Array(sizeOf(map, "outputSize") * map.outChannels);
  forEachBlock(map, productFor(map, forwardBlock, forwardNarrow, forwardSingle), kernel, x, y);
  return y;
}

/**
 * The adjoint of {@link convolve}.
 *
 * @param map - the geometry of the convolution
 * @param kernel - in the layout of the map
 * @param y - what has the shape of the convolution's output
 * @returns what has the shape of its input
 * @internal
 */
export function convolveAdjoint(map: ConvolutionMap, kernel: Float32Array, y: Float64Array): Float64Array {
  const x = new Float64Array(sizeOf(map, "inputSize") * map.inChannels);
  forEachBlock(map, productFor(map, backwardBlock, backwardNarrow, backwardSingle), kernel, x, y);
  return x;
}

/**
 * Number of products in one output of the operation, at most.
 *
 * @internal
 */
export function termsOf({ axes, inChannels, outChannels, groups, isAdjoint }: ConvolutionMap): number {
  const taps = axes.reduce((product, { kernelSize }) => product * kernelSize, 1);
  return (taps * (isAdjoint ? outChannels : inChannels)) / groups;
}

function sizeOf({ axes }: ConvolutionMap, which: "inputSize" | "outputSize"): number {
  return axes.reduce((product, axis) => product * axis[which], 1);
}

function productFor(map: ConvolutionMap, wide: BlockProduct, narrow: BlockProduct, single: BlockProduct): BlockProduct {
  if (map.groups > 1 && map.groups === map.inChannels && map.inChannels === map.outChannels) return single;
  return map.outChannels / map.groups < 4 ? narrow : wide;
}

/** What one axis looks like to one tap. */
interface Range {
  /** First and last but one position of the output whose entry is in the picture. */
  readonly from: number;
  readonly to: number;
  /** Entry of the input at position 0. */
  readonly shift: number;
}

interface Axis {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly stride: number;
  /** One for each tap. */
  readonly ranges: readonly Range[];
}

/** For each tap and each row of positions one product of the kernel's matrix with the channels of the row. */
function forEachBlock(
  map: ConvolutionMap,
  product: BlockProduct,
  kernel: Float32Array,
  x: Float64Array,
  y: Float64Array,
): void {
  const [planes, rows, columns] = threeAxes(map);
  const { inChannels, outChannels, groups } = map;
  const isSingle = groups > 1 && groups === inChannels && inChannels === outChannels;
  const block: Block = {
    ins: isSingle ? inChannels : inChannels / groups,
    outs: isSingle ? outChannels : outChannels / groups,
    groups: isSingle ? 1 : groups,
    rowLength: outChannels,
    xStep: columns.stride * inChannels,
    yStep: outChannels,
  };
  const matrix = (inChannels / groups) * outChannels;
  for (let plane = 0; plane < planes.outputSize; plane++) {
    for (let row = 0; row < rows.outputSize; row++) {
      let tap = 0;
      for (const overPlanes of planes.ranges) {
        for (const overRows of rows.ranges) {
          const isInside =
            plane >= overPlanes.from && plane < overPlanes.to && row >= overRows.from && row < overRows.to;
          if (!isInside) {
            tap += columns.ranges.length;
            continue;
          }
          const line = (plane * planes.stride + overPlanes.shift) * rows.inputSize + row * rows.stride + overRows.shift;
          for (const { from, to, shift } of columns.ranges) {
            const xAt = (line * columns.inputSize + from * columns.stride + shift) * inChannels;
            const yAt = ((plane * rows.outputSize + row) * columns.outputSize + from) * outChannels;
            if (to > from) product(block, kernel, tap * matrix, x, xAt, y, yAt, to - from);
            tap++;
          }
        }
      }
    }
  }
}

/** Three axes for any map: without taps and strides all are one. */
function threeAxes({ axes }: ConvolutionMap): readonly [Axis, Axis, Axis] {
  const isPointwise = axes.every(
    ({ inputSize, outputSize, kernelSize, stride, padBefore }) =>
      kernelSize === 1 && stride === 1 && padBefore === 0 && inputSize === outputSize,
  );
  if (isPointwise) {
    const size = axes.reduce((product, { inputSize }) => product * inputSize, 1);
    return [ONE, ONE, { inputSize: size, outputSize: size, stride: 1, ranges: [{ from: 0, to: size, shift: 0 }] }];
  }
  const [a = ONE, b = ONE, c = ONE] = [...Array.from({ length: 3 - axes.length }, () => ONE), ...axes.map(axisOf)];
  return [a, b, c];
}

const ONE: Axis = { inputSize: 1, outputSize: 1, stride: 1, ranges: [{ from: 0, to: 1, shift: 0 }] };

function axisOf({
  inputSize,
  outputSize,
  kernelSize,
  stride,
  dilation,
  padBefore,
}: ConvolutionMap["axes"][number]): Axis {
  const ranges = Array.from({ length: kernelSize }, (_, tap) => {
    const shift = tap * dilation - padBefore;
    const from = Math.min(outputSize, Math.max(0, Math.ceil(-shift / stride)));
    const to = Math.min(outputSize, Math.max(0, Math.ceil((inputSize - shift) / stride)));
    return { from, to, shift };
  });
  return { inputSize, outputSize, stride, ranges };
}
