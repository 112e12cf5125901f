import { type SparseEntry, type SparseMap, sparseMap, transposedSparse } from "./sparse-map.ts";

/** A convolution over any number of axes, channels last. */
export interface ConvolutionDefinition {
  /** Spatial sizes of the input; none for a dense layer. */
  readonly sizes: readonly number[];
  readonly channels: number;
  /** Channels of the output, over all groups. */
  readonly filters: number;
  readonly kernelSizes: readonly number[];
  readonly stride: number;
  readonly dilation: number;
  readonly padding: "same" | "valid";
  readonly groups: number;
  /** Entry of the kernel at a tap, for an input channel within its group and an output channel. */
  readonly entry: (tap: number, channel: number, filter: number) => number;
}

/** A map of images and the sizes of its output. */
export interface MapOfImages {
  readonly map: SparseMap;
  readonly sizes: readonly number[];
}

/**
 * The entries of a convolution by its definition: output o reads input `stride · o + dilation · tap − before` along each axis.
 *
 * @param given - sizes, geometry and kernel
 * @returns the map from `[...sizes, channels]` to `[...sizes', filters]`, both row by row
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function convolutionEntries(given: ConvolutionDefinition): MapOfImages {
  const { sizes, channels, filters, kernelSizes, stride, dilation, groups, entry } = given;
  const axes = sizes.map((size, i) => placesOf(size, kernelSizes[i] ?? 1, given));
  const outSizes = axes.map(({ count }) => count);
  const [inputsOfGroup, outputsOfGroup] = [channels / groups, filters / groups];
  const taps = indicesOf(kernelSizes);
  const entries: SparseEntry[] = [];
  for (const [o, place] of indicesOf(outSizes).entries()) {
    for (const [t, tap] of taps.entries()) {
      const input = place.map((p, i) => stride * p + dilation * (tap[i] ?? 0) - (axes[i]?.before ?? 0));
      if (input.some((p, i) => p < 0 || p >= (sizes[i] ?? 0))) continue;
      const pixel = flatIndex(input, sizes);
      for (let filter = 0; filter < filters; filter++) {
        const group = Math.floor(filter / outputsOfGroup);
        for (let c = 0; c < inputsOfGroup; c++) {
          entries.push([o * filters + filter, pixel * channels + group * inputsOfGroup + c, entry(t, c, filter)]);
        }
      }
    }
  }
  return { map: sparseMap(product(outSizes) * filters, product(sizes) * channels, entries), sizes: outSizes };
}

/**
 * The entries of a transposed convolution: the adjoint of the convolution that goes from its output to its input.
 *
 * @param given - as of that convolution, with `sizes` and `channels` of the transposed one's own input and `filters` of its output;
 *   `entry` takes a channel of the output and one of the input
 * @returns the map
 */
export function transposedConvolutionEntries(given: ConvolutionDefinition): MapOfImages {
  const { sizes, kernelSizes, stride, padding } = given;
  const large = sizes.map(
    (size, i) => size * stride + (padding === "valid" ? Math.max((kernelSizes[i] ?? 1) - stride, 0) : 0),
  );
  const { map } = convolutionEntries({ ...given, sizes: large, channels: given.filters, filters: given.channels });
  return { map: transposedSparse(map), sizes: large };
}

/** How many windows there are along an axis, and how many zeros before the first entry. */
export interface WindowPlaces {
  readonly count: number;
  readonly before: number;
}

/**
 * Where windows lie along an axis, as TensorFlow pads.
 *
 * @param size - entries of the axis
 * @param kernelSize - taps
 * @param window - stride, dilation and padding
 */
export function placesOf(
  size: number,
  kernelSize: number,
  { stride, dilation, padding }: Pick<ConvolutionDefinition, "stride" | "dilation" | "padding">,
): WindowPlaces {
  const extent = (kernelSize - 1) * dilation + 1;
  if (padding === "valid") return { count: Math.floor((size - extent) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride);
  return { count, before: Math.floor(Math.max(0, (count - 1) * stride + extent - size) / 2) };
}

/**
 * For each window of a pooling the pixels that it meets.
 *
 * @param sizes - spatial sizes
 * @param kernelSizes - sizes of the window
 * @param window - stride and padding
 * @returns pixels by window, and the sizes of the output
 */
export function poolingWindows(
  sizes: readonly number[],
  kernelSizes: readonly number[],
  window: Pick<ConvolutionDefinition, "stride" | "padding">,
): { readonly windows: readonly (readonly number[])[]; readonly sizes: readonly number[] } {
  const axes = sizes.map((size, i) => placesOf(size, kernelSizes[i] ?? 1, { ...window, dilation: 1 }));
  const outSizes = axes.map(({ count }) => count);
  const windows = indicesOf(outSizes).map((place) =>
    indicesOf(kernelSizes).flatMap((tap) => {
      const pixel = place.map((p, i) => window.stride * p + (tap[i] ?? 0) - (axes[i]?.before ?? 0));
      return pixel.every((p, i) => p >= 0 && p < (sizes[i] ?? 0)) ? [flatIndex(pixel, sizes)] : [];
    }),
  );
  return { windows, sizes: outSizes };
}

/** All multi-indices below some sizes, in the order of memory; the one empty index of no axes. */
export function indicesOf(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (done, size) => done.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Place in memory of a multi-index. */
export function flatIndex(index: readonly number[], sizes: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * (sizes[axis] ?? 1) + i, 0);
}

/** Product of sizes, 1 of none. */
export function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
