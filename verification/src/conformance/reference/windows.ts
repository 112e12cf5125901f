import { type EmitTerm, linear } from "./linear.ts";
import type { ReferenceNode } from "./node.ts";
import { picked } from "./picked.ts";
import { summedProducts } from "./summed-products.ts";

/** Padding: TensorFlow's words, one number for all sides, or top, bottom, left, right. */
export type Padding = "same" | "valid" | number | readonly [number, number, number, number];

/** How windows move over an image. */
export interface Windows {
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pad: Padding;
}

/** Padding before the image and number of windows, along one axis; `same` puts the odd pixel of padding at the end. */
export function axisOf(
  { size, kernel, strides, dilations, pad }: Windows,
  d: 0 | 1,
): { before: number; count: number } {
  const reach = (kernel[d] - 1) * dilations[d] + 1;
  if (pad === "same") {
    const count = Math.ceil(size[d] / strides[d]);
    return { before: Math.floor(Math.max(0, (count - 1) * strides[d] + reach - size[d]) / 2), count };
  }
  const [before, after] =
    pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : d === 0 ? [pad[0], pad[1]] : [pad[2], pad[3]];
  return { before, count: Math.floor((size[d] + before + after - reach) / strides[d]) + 1 };
}

/** The number of windows down and across. */
export function windowCounts(w: Windows): readonly [number, number] {
  return [axisOf(w, 0).count, axisOf(w, 1).count];
}

/** Calls back for every pixel of every window of every image that lies inside: flat indices without channels. */
export function eachPixel(
  batch: number,
  w: Windows,
  visit: (window: number, pixel: number, tap: number) => void,
): void {
  const [rows, columns] = [axisOf(w, 0), axisOf(w, 1)];
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < rows.count; row += 1)
      for (let column = 0; column < columns.count; column += 1)
        for (let i = 0; i < w.kernel[0]; i += 1) {
          const y = row * w.strides[0] + i * w.dilations[0] - rows.before;
          if (y < 0 || y >= w.size[0]) continue;
          for (let j = 0; j < w.kernel[1]; j += 1) {
            const x = column * w.strides[1] + j * w.dilations[1] - columns.before;
            if (x < 0 || x >= w.size[1]) continue;
            const window = (n * rows.count + row) * columns.count + column;
            visit(window, (n * w.size[0] + y) * w.size[1] + x, i * w.kernel[1] + j);
          }
        }
}

/** A convolution's geometry with its channels. */
export interface Convolution extends Windows {
  readonly batch: number;
  readonly inChannels: number;
  /** Output channels; of a depthwise convolution, outputs for every input channel. */
  readonly filters: number;
}

/** Cross-correlation of `[n, h, w, in]` with a kernel `[kh, kw, in, out]`, as layers have it. */
export function convolution(c: Convolution, x: ReferenceNode, kernel: ReferenceNode): ReferenceNode {
  const { inChannels, filters } = c;
  return summedProducts(x, kernel, [c.batch, ...windowCounts(c), filters], (emit) => {
    eachPixel(c.batch, c, (window, pixel, tap) => {
      for (let i = 0; i < inChannels; i += 1)
        for (let o = 0; o < filters; o += 1)
          emit(window * filters + o, pixel * inChannels + i, (tap * inChannels + i) * filters + o);
    });
  });
}

/** The adjoint of a convolution: from `[n, oh, ow, out]` to `[n, h, w, in]`, kernel `[kh, kw, in, out]`. */
export function transposedConvolution(c: Convolution, y: ReferenceNode, kernel: ReferenceNode): ReferenceNode {
  const { inChannels, filters } = c;
  return summedProducts(y, kernel, [c.batch, ...c.size, inChannels], (emit) => {
    eachPixel(c.batch, c, (window, pixel, tap) => {
      for (let i = 0; i < inChannels; i += 1)
        for (let o = 0; o < filters; o += 1)
          emit(pixel * inChannels + i, window * filters + o, (tap * inChannels + i) * filters + o);
    });
  });
}

/** Every channel with kernels of its own, `[kh, kw, in, multiplier]`. */
export function depthwiseConvolution(c: Convolution, x: ReferenceNode, kernel: ReferenceNode): ReferenceNode {
  const { inChannels, filters } = c;
  const depth = inChannels * filters;
  return summedProducts(x, kernel, [c.batch, ...windowCounts(c), depth], (emit) => {
    eachPixel(c.batch, c, (window, pixel, tap) => {
      for (let channel = 0; channel < depth; channel += 1)
        emit(window * depth + channel, pixel * inChannels + Math.floor(channel / filters), tap * depth + channel);
    });
  });
}

/**
 * Mean over the pixels of every window that lie inside; `filters` is not used.
 *
 * Its weights are computed: a backward kernel that divides by whole windows is given what makes up for the pixels outside, and
 * 25 · (1/25) is 1 to a rounding or two.
 */
export function averagePool(c: Convolution, x: ReferenceNode): ReferenceNode {
  const [rows, columns] = windowCounts(c);
  const counts = new Int32Array(c.batch * rows * columns);
  eachPixel(c.batch, c, (window) => {
    counts[window]! += 1;
  });
  const terms = (emit: EmitTerm) => {
    eachPixel(c.batch, c, (window, pixel) => {
      const weight = 1 / (counts[window] as number); // in bounds
      for (let i = 0; i < c.inChannels; i += 1) emit(window * c.inChannels + i, pixel * c.inChannels + i, weight);
    });
  };
  return linear(x, [c.batch, rows, columns, c.inChannels], terms, { computesWeights: true });
}

/**
 * The largest pixel of every window; `filters` is not used.
 *
 * Value and gradient are copies, and exact. A second-order gradient reads back through the mean of a window times its size, so
 * that whole numbers need not stay whole there.
 */
export function maxPool(c: Convolution, x: ReferenceNode): ReferenceNode {
  const [rows, columns] = windowCounts(c);
  const chosen = new Int32Array(c.batch * rows * columns * c.inChannels).fill(-1);
  eachPixel(c.batch, c, (window, pixel) => {
    for (let i = 0; i < c.inChannels; i += 1) {
      const [target, source] = [window * c.inChannels + i, pixel * c.inChannels + i];
      const best = chosen[target] ?? -1;
      if (best < 0 || (x.value[source] ?? Number.NaN) > (x.value[best] ?? Number.NaN)) chosen[target] = source;
    }
  });
  const largest = picked(x, [c.batch, rows, columns, c.inChannels], (target) => chosen[target] ?? -1);
  return { ...largest, isWhole: false };
}
