import { inputShapeOf, type KernelCase, kernelOf } from "../arbitraries/kernel-case.ts";
import { type Rows, rowsOf } from "../arbitraries/rows.ts";

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A linear map of images given by its matrix. */
export interface ExplicitOperator {
  /** Rows are outputs, columns are inputs, both in the order of height, width, channels, the channels fastest. */
  readonly matrix: Rows;
  /** Shape of one input. */
  readonly inputShape: ImageShape;
  /** Shape of one output. */
  readonly outputShape: ImageShape;
}

/**
 * The matrix of a convolution, from its definition by loops, without TensorFlow.js.
 *
 * A convolution reads input pixel `stride · y + dilation · a - before` for output pixel y and window place a. With the
 * padding `same` there are `⌈n / stride⌉` output pixels, and half of the missing ones, rounded down, are zeros before the
 * image. A transposed convolution is the adjoint of the convolution that goes from its output to its input.
 *
 * @param given - geometry and entries
 * @returns the matrix, each entry a sum of entries of the kernel (of one at most, since a window never meets a pixel twice)
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function explicitOperator(given: KernelCase): ExplicitOperator {
  const inputShape = inputShapeOf(given);
  const isTransposed = given.kind === "conv-transpose";
  const large = isTransposed ? transposedShape(given) : inputShape;
  const reach = reachOf(given, large);
  const small = isTransposed ? inputShape : ([...reach.windows, given.groups * given.outputs] as const);
  const outputShape = isTransposed ? large : small;
  const matrix = rowsOf(size(outputShape), size(inputShape), () => 0);
  for (const { inside, outside, input, output, value } of taps(given, reach, large)) {
    const [to, from] = isTransposed ? [inside, outside] : [outside, inside];
    const row = matrix[offset(outputShape, to, output)] ?? [];
    const column = offset(inputShape, from, input);
    row[column] = (row[column] ?? Number.NaN) + value;
  }
  return { matrix, inputShape, outputShape };
}

type Pair = readonly [number, number];

/** Where the windows of a convolution lie, by axis. */
interface Reach {
  /** How many windows: the pixels on the small side. */
  readonly windows: Pair;
  /** Zeros before the image. */
  readonly before: Pair;
}

function reachOf({ window, stride, dilation, padding }: KernelCase, image: ImageShape): Reach {
  const axis = (i: 0 | 1): [number, number] => {
    const length = (window[i] - 1) * dilation + 1;
    if (padding === "valid") return [Math.ceil((image[i] - length + 1) / stride), 0];
    const windows = Math.ceil(image[i] / stride);
    return [windows, Math.floor(Math.max(0, (windows - 1) * stride + length - image[i]) / 2)];
  };
  const [[height, top], [width, left]] = [axis(0), axis(1)];
  return { windows: [height, width], before: [top, left] };
}

/** The sizes that TensorFlow.js layers give to a transposed convolution. */
function transposedShape({ window, stride, padding, image, outputs }: KernelCase): ImageShape {
  const axis = (i: 0 | 1): number => image[i] * stride + (padding === "valid" ? Math.max(window[i] - stride, 0) : 0);
  return [axis(0), axis(1), outputs];
}

/** One entry of the kernel at one place: from one pixel and channel to another. */
interface Tap {
  readonly input: number;
  readonly output: number;
  /** Pixel on the large side, which the window lies on. */
  readonly inside: Pair;
  /** Pixel on the small side, which counts the windows. */
  readonly outside: Pair;
  readonly value: number;
}

/** Every place where an entry of the kernel meets a pixel of the image. */
function* taps(given: KernelCase, { windows, before }: Reach, image: ImageShape): Generator<Tap> {
  const { window, stride, dilation } = given;
  const entries = places(window).map((place) => ({ place, joined: joinedAt(given, place) }));
  for (const outside of places(windows)) {
    for (const { place, joined } of entries) {
      const axis = (i: 0 | 1): number => stride * outside[i] + dilation * place[i] - before[i];
      const [y, x] = [axis(0), axis(1)];
      if (y < 0 || y >= image[0] || x < 0 || x >= image[1]) continue;
      for (const channels of joined) yield { ...channels, inside: [y, x], outside };
    }
  }
}

function places([height, width]: Pair): Pair[] {
  return Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width] as const);
}

/** The entries of the kernel at one place of its window, with the channels that each joins. */
function joinedAt(given: KernelCase, [a, b]: Pair): Pick<Tap, "input" | "output" | "value">[] {
  const { groups, inputs, outputs, window } = given;
  const { shape, values } = kernelOf(given);
  return places([groups * inputs, outputs]).map(([input, o]) => {
    const group = Math.floor(input / inputs);
    const output = group * outputs + o;
    const [third, fourth] = channelAxes(given, input, output);
    const index = ((a * window[1] + b) * shape[2] + third) * shape[3] + fourth;
    return { input, output, value: values[index] ?? Number.NaN };
  });
}

/** Where the layout of a kind keeps the entry that joins two channels, counted over all groups. */
function channelAxes({ kind, inputs, outputs }: KernelCase, input: number, output: number): Pair {
  switch (kind) {
    case "conv-transpose":
      return [output, input];
    case "depthwise":
      return [input, output % outputs];
    case "grouped":
      return [input % inputs, output];
    default: // conv
      return [input, output];
  }
}

function size([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

function offset([, width, channels]: ImageShape, [y, x]: Pair, channel: number): number {
  return (y * width + x) * channels + channel;
}
