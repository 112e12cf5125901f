import { boxIndices, middleBox } from "./internal/input-box.ts";
import type { Direction } from "../format/certificate.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { largestEigenvector } from "./internal/largest-eigenvector.ts";
import { largestMagnitude } from "./internal/frobenius-norm.ts";
import type { RealMap } from "../evaluation/real-map.ts";
import { rootUp } from "../rounding/round-up.ts";
import { scaleOf } from "./internal/power-of-two.ts";
import { toBase64 } from "../format/base64.ts";

/** How a direction is sought. */
export interface OperatorLowerOptions {
  /** Of the random start, an integer. */
  readonly seed: number;
  /** Applications of the map and its adjoint; 60 unless given. */
  readonly maxSteps?: number;
  /** The search ends when the norm grows by less than this fraction a step; 1e-7 unless given. */
  readonly tolerance?: number;
  /** The most entries of the direction; 65 536 unless given, which take 175 kB in a certificate. */
  readonly maxEntries?: number;
}

/** A lower bound and what shows it. */
export interface OperatorLower {
  /** The norm is at least this. */
  readonly lower: number;
  readonly direction: Direction;
}

/**
 * A lower bound of the norm of a linear map, with a direction that shows it.
 *
 * A search for the leading singular vector, in the whole input or, where that is large, in a box in its middle; the
 * vector is rounded to whole numbers v of 16 bits, and `|T v| / |v|` is evaluated with bounds on rounding: `|v|²` is a whole number below 2⁵³,
 * and `|T v|² >= Σ max(0, |middle| − radius)²`.
 *
 * @param map - the map T
 * @param options - start and end of the search
 * @returns the bound, rounded down; null where the map gives nothing but zeros
 * @throws RangeError if the map gives numbers that are not finite
 * @internal
 */
export function operatorLower(map: RealMap, options: OperatorLowerOptions): OperatorLower | null {
  const { seed, maxSteps = 60, tolerance = 1e-7, maxEntries = 65_536 } = options;
  const box = middleBox(map.inputShape, maxEntries);
  const indices = boxIndices(box, map.inputShape);
  const size = map.inputShape.reduce((product, length) => product * length, 1);
  const multiply = (x: Float64Array): Float64Array => take(map.adjoint(map.apply(embed(x, indices, size))), indices);
  const { value, vector } = largestEigenvector(multiply, indices.length, { seed, tolerance: 2 * tolerance, maxSteps });
  if (Number.isNaN(value)) throw new RangeError("operatorLower: the map must give finite numbers, received NaN");
  if (value === 0) return null;
  const whole = wholeNumbers(vector);
  const image = map.enclose(embed(Float64Array.from(whole), indices, size));
  const lower = quotientDown(lengthDown(image.middle, image.radius), lengthOf(whole));
  return lower > 0 ? { lower, direction: { ...box, int16: toBase64(littleEndian(whole)) } } : null;
}

const LARGEST_INT16 = 32_767;

function embed(x: Float64Array, indices: Int32Array, size: number): Float64Array {
  const whole = new Float64Array(size);
  for (const [i, index] of indices.entries()) whole[index] = x[i] as number; // as many entries as indices
  return whole;
}

function take(y: Float64Array, indices: Int32Array): Float64Array {
  return Float64Array.from(indices, (index) => y[index] as number); // in range
}

function wholeNumbers(vector: Float64Array): Int16Array {
  const largest = largestMagnitude(vector);
  return Int16Array.from(vector, (entry) => Math.round((entry / largest) * LARGEST_INT16));
}

function littleEndian(values: Int16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * values.length));
  for (const [i, value] of values.entries()) bytes.setInt16(2 * i, value, true);
  return new Uint8Array(bytes.buffer);
}

/** At least the length of whole numbers: the sum of squares is exact, at most 2¹⁶ · 2³⁰. */
function lengthOf(values: Int16Array): number {
  return rootUp(values.reduce((sum, value) => sum + value * value, 0));
}

/**
 * At most the length of a vector of which entries lie within `radius` of `middle`.
 *
 * Scaled so that the largest is near 1. A difference has one rounding and its square three, their sum n − 1 more; the root halves all
 * that and adds one; so `1 − γ_{n+8}` is surely below what is lost, what underflows included.
 */
function lengthDown(middle: Float64Array, radius: Float64Array): number {
  const scale = scaleOf(largestMagnitude(middle));
  let sum = 0;
  for (let i = 0; i < middle.length; i++) {
    const least = (Math.abs(middle[i] as number) - (radius[i] as number)) * scale; // in range
    if (least > 0) sum += least * least;
  }
  return (Math.sqrt(sum) * (1 - gammaUp(middle.length + 8))) / scale;
}

/** At most `a / b`, for b >= 1. */
function quotientDown(a: number, b: number): number {
  return Math.max(0, (a / b) * (1 - 2 ** -51) - Number.MIN_VALUE);
}
