/** A window's way over one axis. */
export interface Axis {
  readonly size: number;
  readonly window: number;
  /** Pixels from one tap to the next. */
  readonly dilation: number;
  readonly stride: number;
  readonly count: number;
  readonly before: number;
}

/** TensorFlow's rules: `same` puts the odd pixel of padding at the end. */
export function axisOf(
  size: number,
  window: number,
  stride: number,
  pad: "same" | "valid" | number,
  dilation = 1,
): Axis {
  const reach = (window - 1) * dilation + 1;
  if (pad === "same") {
    const count = Math.ceil(size / stride);
    const total = Math.max(0, (count - 1) * stride + reach - size);
    return { size, window, dilation, stride, count, before: Math.floor(total / 2) };
  }
  const before = pad === "valid" ? 0 : pad;
  const count = Math.floor((size + 2 * before - reach) / stride) + 1;
  return { size, window, dilation, stride, count, before };
}

/** Calls back for every pixel of every window that lies in the input. */
export function eachPixel(
  rows: Axis,
  columns: Axis,
  visit: (window: number, pixel: number, tap: number) => void,
): void {
  for (let row = 0; row < rows.count; row += 1)
    for (let column = 0; column < columns.count; column += 1)
      for (let i = 0; i < rows.window; i += 1)
        for (let j = 0; j < columns.window; j += 1) {
          const y = row * rows.stride + i * rows.dilation - rows.before;
          const x = column * columns.stride + j * columns.dilation - columns.before;
          if (y >= 0 && y < rows.size && x >= 0 && x < columns.size)
            visit(row * columns.count + column, y * columns.size + x, i * columns.window + j);
        }
}

/** Shapes and strides of a convolution of one image. */
export interface Geometry {
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: "same" | "valid" | number;
  /** Down and across; default 1. */
  readonly dilation?: readonly [number, number];
}

const axes = ({ height, width, kernel, stride, pad, dilation = [1, 1] }: Geometry) =>
  [axisOf(height, kernel, stride, pad, dilation[0]), axisOf(width, kernel, stride, pad, dilation[1])] as const;

const zeros = (length: number) => Array.from({ length }, () => 0);
const at = (values: readonly number[], index: number) => values[index] ?? Number.NaN;

/** Convolution of one image, NHWC, kernel `[k, k, in, out]`. */
export function naiveConvolution(g: Geometry, x: number[], filter: number[]): number[] {
  const [rows, columns] = axes(g);
  const y = zeros(rows.count * columns.count * g.outChannels);
  eachPixel(rows, columns, (window, pixel, tap) => {
    for (let i = 0; i < g.inChannels; i += 1)
      for (let o = 0; o < g.outChannels; o += 1)
        y[window * g.outChannels + o] =
          at(y, window * g.outChannels + o) +
          at(x, pixel * g.inChannels + i) * at(filter, (tap * g.inChannels + i) * g.outChannels + o);
  });
  return y;
}

/** Depthwise convolution, kernel `[k, k, in, multiplier]`; `outChannels` is the multiplier. */
export function naiveDepthwise(g: Geometry, x: number[], filter: number[]): number[] {
  const [rows, columns] = axes(g);
  const depth = g.inChannels * g.outChannels;
  const y = zeros(rows.count * columns.count * depth);
  eachPixel(rows, columns, (window, pixel, tap) => {
    for (let channel = 0; channel < depth; channel += 1) {
      const source = Math.floor(channel / g.outChannels);
      y[window * depth + channel] =
        at(y, window * depth + channel) + at(x, pixel * g.inChannels + source) * at(filter, tap * depth + channel);
    }
  });
  return y;
}

/** Transposed convolution: x has the windows' shape, the result `[height, width, inChannels]`. */
export function naiveTransposed(g: Geometry, x: number[], filter: number[]): number[] {
  const [rows, columns] = axes(g);
  const y = zeros(g.height * g.width * g.inChannels);
  eachPixel(rows, columns, (window, pixel, tap) => {
    for (let i = 0; i < g.inChannels; i += 1)
      for (let o = 0; o < g.outChannels; o += 1)
        y[pixel * g.inChannels + i] =
          at(y, pixel * g.inChannels + i) +
          at(x, window * g.outChannels + o) * at(filter, (tap * g.inChannels + i) * g.outChannels + o);
  });
  return y;
}

/** Average or maximum over windows, padding left out; `outChannels` is not used. */
export function naivePool(g: Geometry, x: number[], kind: "average" | "max"): number[] {
  const [rows, columns] = axes(g);
  const cells = Array.from({ length: rows.count * columns.count * g.inChannels }, (): number[] => []);
  eachPixel(rows, columns, (window, pixel) => {
    for (let i = 0; i < g.inChannels; i += 1) cells[window * g.inChannels + i]?.push(at(x, pixel * g.inChannels + i));
  });
  return cells.map((values) =>
    kind === "max" ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / values.length,
  );
}
