/**
 * What the layers of tf.layers do, as matrices in float64, from the definitions in the documentation of TensorFlow and by
 * plain loops: nothing here comes from the code under test or from TensorFlow.js.
 */
export interface NaiveMap {
  readonly outputShape: readonly number[];
  /** outputs x inputs, both flattened. */
  readonly matrix: readonly (readonly number[])[];
  /** At least |matrix|: sums of the absolute values of all terms that are computed on the way. */
  readonly absolute: readonly (readonly number[])[];
}

export interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

export type Padding = "valid" | "same";

type Entry = readonly [row: number, column: number, value: number];

function assemble(outputShape: readonly number[], columns: number, entries: readonly Entry[]): NaiveMap {
  const rows = product(outputShape);
  const zeros = (): number[][] => Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  const [matrix, absolute] = [zeros(), zeros()];
  for (const [i, j, value] of entries) {
    if (matrix[i]?.[j] === undefined || absolute[i]?.[j] === undefined) throw new RangeError(`entry ${i}, ${j}`);
    matrix[i][j] += value;
    absolute[i][j] += Math.abs(value);
  }
  return { outputShape, matrix, absolute };
}

/** All index tuples below the given sizes, last axis fastest. */
export function indices(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (tuples, size) => tuples.flatMap((tuple) => Array.from({ length: size }, (_, i) => [...tuple, i])),
    [[]],
  );
}

const flat = (index: readonly number[], sizes: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum * (sizes[axis] ?? 0) + i, 0);

const product = (xs: readonly number[]): number => xs.reduce((a, b) => a * b, 1);

/**
 * https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2, except on three axes, where TensorFlow.js does not
 * cut the padding off at zero (`get3DPadAndOutInfo` of tfjs-core 4.22): a window narrower than its stride begins later.
 */
function windows(
  { size, kernel, stride, dilation }: Axis,
  padding: Padding,
  axes: number,
): { count: number; before: number } {
  const extent = (kernel - 1) * dilation + 1;
  if (padding === "valid") return { count: Math.ceil((size - extent + 1) / stride), before: 0 };
  const count = Math.ceil(size / stride);
  const missing = (count - 1) * stride + extent - size;
  return { count, before: Math.floor((axes === 3 ? missing : Math.max(missing, 0)) / 2) };
}

/** Each output position with the input positions that its window meets inside the image, and the tap that meets them. */
function meetings(axes: readonly Axis[], padding: Padding) {
  const geometry = axes.map((axis) => windows(axis, padding, axes.length));
  const counts = geometry.map(({ count }) => count);
  const pairs = indices(counts).flatMap((output) =>
    indices(axes.map(({ kernel }) => kernel)).flatMap((tap) => {
      const input = axes.map(
        ({ stride, dilation }, a) => (output[a] ?? 0) * stride - (geometry[a]?.before ?? 0) + (tap[a] ?? 0) * dilation,
      );
      return input.every((i, a) => i >= 0 && i < (axes[a]?.size ?? 0)) ? [{ output, tap, input }] : [];
    }),
  );
  return { counts, pairs, sizes: axes.map(({ size }) => size), taps: axes.map(({ kernel }) => kernel) };
}

/** Convolution with a kernel [...window, in, out] on an image [...space, in]. */
export function convolution(
  axes: readonly Axis[],
  padding: Padding,
  channels: readonly [inputs: number, outputs: number],
  kernel: ArrayLike<number>,
): NaiveMap {
  const [inputs, outputs] = channels;
  const { counts, pairs, sizes, taps } = meetings(axes, padding);
  const entries = pairs.flatMap(({ output, tap, input }) =>
    indices(channels).map(([i = 0, o = 0]): Entry => [
      flat([...output, o], [...counts, outputs]),
      flat([...input, i], [...sizes, inputs]),
      kernel[flat([...tap, i, o], [...taps, inputs, outputs])] ?? Number.NaN,
    ]),
  );
  return assemble([...counts, outputs], product(sizes) * inputs, entries);
}

/** Depthwise convolution with a kernel [...window, in, multiplier]. */
export function depthwise(
  axes: readonly Axis[],
  padding: Padding,
  [inputs, multiplier]: readonly [inputs: number, multiplier: number],
  kernel: ArrayLike<number>,
): NaiveMap {
  const { counts, pairs, sizes, taps } = meetings(axes, padding);
  const entries = pairs.flatMap(({ output, tap, input }) =>
    indices([inputs, multiplier]).map(([i = 0, m = 0]): Entry => [
      flat([...output, i * multiplier + m], [...counts, inputs * multiplier]),
      flat([...input, i], [...sizes, inputs]),
      kernel[flat([...tap, i, m], [...taps, inputs, multiplier])] ?? Number.NaN,
    ]),
  );
  return assemble([...counts, inputs * multiplier], product(sizes) * inputs, entries);
}

/**
 * Transposed convolution with a kernel [...window, out, in]: the transpose of the convolution of the large image to the
 * small one. `axes` have the size of the small image.
 */
export function transposedConvolution(
  axes: readonly Axis[],
  padding: Padding,
  [inputs, outputs]: readonly [inputs: number, outputs: number],
  kernel: ArrayLike<number>,
): NaiveMap {
  const large = axes.map((axis) => ({
    ...axis,
    size:
      padding === "same" ? axis.size * axis.stride : axis.size * axis.stride + Math.max(axis.kernel - axis.stride, 0),
  }));
  const { matrix, absolute } = convolution(large, padding, [outputs, inputs], kernel);
  return {
    outputShape: [...large.map(({ size }) => size), outputs],
    matrix: transposed(matrix),
    absolute: transposed(absolute),
  };
}

/** Average pooling; entries in the padding do not count. */
export function averagePooling(axes: readonly Axis[], padding: Padding, channels: number): NaiveMap {
  const { counts, pairs, sizes } = meetings(axes, padding);
  const inside = new Map<number, number>();
  for (const { output } of pairs) inside.set(flat(output, counts), (inside.get(flat(output, counts)) ?? 0) + 1);
  const entries = pairs.flatMap(({ output, input }) =>
    Array.from({ length: channels }, (_, c): Entry => [
      flat([...output, c], [...counts, channels]),
      flat([...input, c], [...sizes, channels]),
      1 / (inside.get(flat(output, counts)) ?? 0),
    ]),
  );
  return assemble([...counts, channels], product(sizes) * channels, entries);
}

/** Interpolation at i / factor between the entries before and after; past the last entry the last one is repeated. */
export function bilinear(sizes: readonly number[], factors: readonly number[], channels: number): NaiveMap {
  const large = sizes.map((size, a) => size * (factors[a] ?? 1));
  const entries = indices([...large, channels]).flatMap((index) => {
    const at = large.map((_, a) => (index[a] ?? 0) / (factors[a] ?? 1));
    return indices(sizes.map(() => 2)).map((corner): Entry => {
      const input = at.map((x, a) => Math.min((sizes[a] ?? 0) - 1, Math.floor(x) + (corner[a] ?? 0)));
      const weight = product(at.map((x, a) => (corner[a] === 1 ? x - Math.floor(x) : 1 - (x - Math.floor(x)))));
      const c = index.at(-1) ?? 0;
      return [flat(index, [...large, channels]), flat([...input, c], [...sizes, channels]), weight];
    });
  });
  const map = assemble([...large, channels], product(sizes) * channels, entries);
  // The weights are differences of numbers as large as the image is: their error is absolute.
  const met = new Set(entries.map(([i, j]) => `${i},${j}`));
  const absolute = map.matrix.map((row, i) => row.map((_, j) => (met.has(`${i},${j}`) ? Math.max(...sizes) : 0)));
  return { ...map, absolute };
}

/** A map that moves, drops or repeats entries: where each output comes from, undefined for a zero. */
export function gather(
  outputShape: readonly number[],
  inputShape: readonly number[],
  source: (output: readonly number[]) => readonly number[] | undefined,
): NaiveMap {
  const entries = indices(outputShape).flatMap((output): Entry[] => {
    const input = source(output);
    return input === undefined ? [] : [[flat(output, outputShape), flat(input, inputShape), 1]];
  });
  return assemble(outputShape, product(inputShape), entries);
}

/** One factor for each entry. */
export function scaling(shape: readonly number[], factor: (index: readonly number[]) => number): NaiveMap {
  const entries = indices(shape).map((index): Entry => [flat(index, shape), flat(index, shape), factor(index)]);
  return assemble(shape, product(shape), entries);
}

/** `second` after `first`. */
export function chain(second: NaiveMap, first: NaiveMap): NaiveMap {
  return {
    outputShape: second.outputShape,
    matrix: times(second.matrix, first.matrix),
    absolute: times(second.absolute, first.absolute),
  };
}

const moveFirst = (shape: readonly number[]): number[] => [shape.at(-1) ?? 1, ...shape.slice(0, -1)];

/** The same map on images with channels first, [c, ...space]. */
export function channelsFirst(map: NaiveMap, inputShape: readonly number[]): NaiveMap {
  const toLast = gather(inputShape, moveFirst(inputShape), (index) => moveFirst(index));
  const toFirst = gather(moveFirst(map.outputShape), map.outputShape, ([c = 0, ...space]) => [...space, c]);
  return chain(toFirst, chain(map, toLast));
}

export function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return (matrix[0] ?? []).map((_, j) => matrix.map((row) => row[j] ?? 0));
}

function times(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, x, k) => sum + x * (column[k] ?? 0), 0)));
}
