import { ShapeError } from "@lipschitz-gan/core";
import { type Canvas, createCanvas, encodeCanvas, type Rgb } from "./canvas.ts";

/** How {@link sampleGrid} lays the samples out. */
export interface SampleGridOptions {
  /** Samples in a row, a whole number >= 1; by default the grid is as square as can be. */
  readonly columns?: number;
  /** Edge in pixels of the square that each sample pixel becomes, a whole number from 1 to 32; 2 by default. */
  readonly scale?: number;
}

const gapColour: Rgb = [128, 128, 128];
const brokenColour: Rgb = [255, 0, 255];
const gap = 1;

/**
 * Samples side by side as a PNG, with grey gaps of one pixel between them.
 *
 * A value v in [-1, 1] becomes the byte `round(127.5 * (v + 1))`; values outside are clamped. A pixel with a NaN or an
 * infinite channel is drawn in magenta (255, 0, 255), so that a broken generator is seen at once.
 *
 * @param values - samples in NHWC order, nominally in [-1, 1]
 * @param shape - `[n, height, width, channels]`, each >= 1, channels 1 or 3
 * @param options - the layout
 * @returns the bytes of the PNG
 * @throws ShapeError if the shape is of another form or does not fit the number of values
 * @throws RangeError if `columns` or `scale` is out of range
 */
export function sampleGrid(
  values: Float32Array,
  shape: readonly number[],
  { columns = Math.ceil(Math.sqrt(shape[0] ?? 1)), scale = 2 }: SampleGridOptions = {},
): Uint8Array {
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  const sized = shape.length === 4 && shape.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!sized || (channels !== 1 && channels !== 3)) {
    throw new ShapeError("sampleGrid", "[n, height, width, 1 or 3], each at least 1", shape);
  }
  if (values.length !== n * height * width * channels) {
    throw new ShapeError("sampleGrid", `[${shape.join(", ")}] as many values as that`, [values.length]);
  }
  if (!(Number.isSafeInteger(columns) && columns >= 1)) {
    throw new RangeError(`sampleGrid: columns must be a whole number >= 1, received ${columns}`);
  }
  if (!(Number.isSafeInteger(scale) && scale >= 1 && scale <= 32)) {
    throw new RangeError(`sampleGrid: scale must be a whole number from 1 to 32, received ${scale}`);
  }
  const across = Math.min(columns, n);
  const stepX = width * scale + gap;
  const stepY = height * scale + gap;
  const canvas = createCanvas(across * stepX - gap, Math.ceil(n / across) * stepY - gap, gapColour);
  for (let pixel = 0; pixel < n * height * width; pixel++) {
    const sample = Math.floor(pixel / (height * width));
    const row = Math.floor(pixel / width) % height;
    const left = (sample % across) * stepX + (pixel % width) * scale;
    const top = Math.floor(sample / across) * stepY + row * scale;
    fillSquare(canvas, left, top, scale, colourOf(values, pixel * channels, channels));
  }
  return encodeCanvas(canvas);
}

/** The colour of the pixel whose first channel stands at `at`. */
function colourOf(values: Float32Array, at: number, channels: number): Rgb {
  const bytes = [0, 1, 2].map((channel) => {
    const value = values[at + (channels === 3 ? channel : 0)] ?? Number.NaN;
    return Number.isFinite(value) ? Math.round(127.5 * (Math.min(1, Math.max(-1, value)) + 1)) : Number.NaN;
  });
  const [red = 0, green = 0, blue = 0] = bytes;
  return bytes.some(Number.isNaN) ? brokenColour : [red, green, blue];
}

function fillSquare(canvas: Canvas, left: number, top: number, edge: number, colour: Rgb): void {
  for (let y = top; y < top + edge; y++) {
    for (let x = left; x < left + edge; x++) canvas.data.set(colour, 3 * (y * canvas.width + x));
  }
}
