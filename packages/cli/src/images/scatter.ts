import { ShapeError } from "@lipschitz-gan/core";
import { createCanvas, drawRing, encodeCanvas, type Rgb } from "./canvas.ts";

/** What {@link scatter} draws besides the generated points, and how large. */
export interface ScatterOptions {
  /** Real points for comparison, `[x0, y0, x1, y1, …]`. */
  readonly real?: Float32Array;
  /** Centres of the modes, each circled. */
  readonly centers?: readonly (readonly [number, number])[];
  /** Edge of the square picture in pixels, a whole number from 16 to 4096; 480 by default. */
  readonly size?: number;
  /**
   * The picture shows [-extent, extent] in both axes; > 0. By default 1.25 times the largest coordinate among `real`
   * and `centers`, or among `points` where neither is given.
   */
  readonly extent?: number;
}

const paper: Rgb = [255, 255, 255];
const realColour: Rgb = [200, 200, 200];
const modeColour: Rgb = [90, 90, 90];
const generatedColour: Rgb = [0, 114, 178];
const outsideColour: Rgb = [213, 94, 0];
const dot: readonly [number, number] = [-2, 1.8];

/**
 * Points in the plane as a square PNG: real ones light grey, generated ones translucent blue, modes circled.
 *
 * A generated point beyond the frame is drawn in vermilion at the nearest place on its edge, so that a diverging
 * generator does not look like an empty one. Points that are not finite have no place and are left out.
 *
 * @param points - generated points, `[x0, y0, x1, y1, …]`; may be empty
 * @param options - what else to draw, and the frame
 * @returns the bytes of the PNG
 * @throws ShapeError if `points` or `real` holds an odd number of values
 * @throws RangeError if `size` or `extent` is out of range
 */
export function scatter(
  points: Float32Array,
  {
    real = new Float32Array(0),
    centers = [],
    size = 480,
    extent = defaultExtent(points, real, centers),
  }: ScatterOptions = {},
): Uint8Array {
  for (const flat of [points, real]) {
    if (flat.length % 2 !== 0) throw new ShapeError("scatter", "[2 * n], x and y by turns", [flat.length]);
  }
  if (!(Number.isSafeInteger(size) && size >= 16 && size <= 4096)) {
    throw new RangeError(`scatter: size must be a whole number from 16 to 4096, received ${size}`);
  }
  if (!(extent > 0 && extent < Infinity)) {
    throw new RangeError(`scatter: extent must be a finite number > 0, received ${extent}`);
  }
  const canvas = createCanvas(size, size, paper);
  const last = size - 1;
  const toPixel = (x: number, y: number): readonly [number, number] => [
    ((x / extent + 1) / 2) * last,
    ((1 - y / extent) / 2) * last,
  ];
  for (const [x, y] of finitePairs(real)) drawRing(canvas, toPixel(x, y), dot, realColour, 0.7);
  for (const [x, y] of centers) drawRing(canvas, toPixel(x, y), [size / 40, size / 40 + 1], modeColour, 0.9);
  for (const [x, y] of finitePairs(points)) {
    const inside = Math.abs(x) <= extent && Math.abs(y) <= extent;
    const [column, row] = toPixel(x, y);
    const place = [clamp(column, last), clamp(row, last)] as const;
    drawRing(canvas, place, dot, inside ? generatedColour : outsideColour, inside ? 0.45 : 0.8);
  }
  return encodeCanvas(canvas);
}

function clamp(value: number, last: number): number {
  return Math.min(last, Math.max(0, value));
}

function* finitePairs(flat: Float32Array): Generator<readonly [number, number]> {
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const x = flat[i] ?? Number.NaN;
    const y = flat[i + 1] ?? Number.NaN;
    if (Number.isFinite(x) && Number.isFinite(y)) yield [x, y];
  }
}

function defaultExtent(
  points: Float32Array,
  real: Float32Array,
  centers: readonly (readonly [number, number])[],
): number {
  const known = [...finitePairs(real), ...centers];
  let largest = 0;
  for (const [x, y] of known.length > 0 ? known : finitePairs(points)) {
    largest = Math.max(largest, Math.abs(x), Math.abs(y));
  }
  return largest > 0 ? 1.25 * largest : 1;
}
