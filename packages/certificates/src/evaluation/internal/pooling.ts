import type { AxisBand, AxisWindows, BandsAction, MaxPoolingAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { type Evaluator, first } from "./evaluator.ts";
import { sizeOf } from "../../network/size-of.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { TINY, widened } from "./rounding-error.ts";

/** Hot loops: reads of typed arrays are in range by construction, so they are taken as numbers. */

/**
 * Averages and interpolation: a matrix along each axis, one after the other.
 *
 * A row of n entries, each off by one rounding, gives a sum that is off by `γ_(n+1)` of the sum of absolute values.
 *
 * @internal
 */
export const bands: Evaluator<BandsAction> = {
  value: ({ action, inputShapes }, inputs) => {
    let [x, shape] = [first(inputs), first(inputShapes)];
    for (const band of action.bands) {
      x = timesBand(x, shape, band);
      shape = shapeAfter(shape, band);
    }
    return x;
  },
  enclose: ({ action, inputShapes }, inputs) => {
    let [{ middle, radius }, shape] = [first(inputs), first(inputShapes)];
    for (const band of action.bands) {
      const terms = band.rows.reduce((most, { entries }) => Math.max(most, entries.length), 0);
      const share = gammaUp(terms + 1);
      const spread = middle.map((m, i) => widened(Math.abs(m) * share + (radius[i] as number)));
      middle = timesBand(middle, shape, band);
      const factor = 1 + 2 * gammaUp(terms + 5);
      radius = timesBand(spread, shape, band).map((error) => widened((error + terms * TINY) * factor));
      shape = shapeAfter(shape, band);
    }
    return { middle, radius };
  },
  pullBack: ({ action, inputShapes }, _inputs, cotangent) => {
    const shapes = [first(inputShapes)];
    for (const band of action.bands) shapes.push(shapeAfter(shapes.at(-1) ?? [], band));
    return [action.bands.reduceRight((y, band, i) => timesBandAdjoint(y, shapes[i] ?? [], band), cotangent)];
  },
};

function shapeAfter(shape: readonly number[], { axis, rows }: AxisBand): readonly number[] {
  return shape.map((n, i) => (i === axis ? rows.length : n));
}

function timesBand(x: Float64Array, shape: readonly number[], { axis, rows }: AxisBand): Float64Array {
  const [outer, size, inner] = around(shape, axis);
  const y = new Float64Array(outer * rows.length * inner);
  for (let o = 0; o < outer; o++) {
    for (const [r, { first: start, entries }] of rows.entries()) {
      const to = (o * rows.length + r) * inner;
      for (const [e, entry] of entries.entries()) {
        const from = (o * size + start + e) * inner;
        for (let i = 0; i < inner; i++) y[to + i] = (y[to + i] as number) + entry * (x[from + i] as number);
      }
    }
  }
  return y;
}

function timesBandAdjoint(y: Float64Array, shape: readonly number[], { axis, rows }: AxisBand): Float64Array {
  const [outer, size, inner] = around(shape, axis);
  const x = new Float64Array(outer * size * inner);
  for (let o = 0; o < outer; o++) {
    for (const [r, { first: start, entries }] of rows.entries()) {
      const from = (o * rows.length + r) * inner;
      for (const [e, entry] of entries.entries()) {
        const to = (o * size + start + e) * inner;
        for (let i = 0; i < inner; i++) x[to + i] = (x[to + i] as number) + entry * (y[from + i] as number);
      }
    }
  }
  return x;
}

/**
 * Max pooling: along each axis, the last first, so that of equal entries the first in memory wins.
 *
 * `|max x − max m| <= max |x − m|` over a window.
 *
 * @internal
 */
export const maxPooling: Evaluator<MaxPoolingAction> = {
  value: ({ action, inputShapes }, inputs) => {
    const x = first(inputs);
    return winners(action, x, first(inputShapes)).map((i) => x[i] as number);
  },
  enclose: ({ action, inputShapes }, inputs): Enclosure => {
    const { middle, radius } = first(inputs);
    const shape = first(inputShapes);
    return {
      middle: winners(action, middle, shape).map((i) => middle[i] as number),
      radius: winners(action, radius, shape).map((i) => radius[i] as number),
    };
  },
  pullBack: ({ action, inputShapes }, inputs, cotangent) => {
    const x = first(inputs);
    const result = new Float64Array(x.length);
    for (const [j, i] of winners(action, x, first(inputShapes)).entries()) {
      result[i] = (result[i] as number) + (cotangent[j] as number);
    }
    return [result];
  },
};

/** Indices of the largest entries; in float64, so that they can become the entries. */
function winners({ windows }: MaxPoolingAction, x: Float64Array, inputShape: readonly number[]): Float64Array {
  let index: Float64Array = Float64Array.from(x, (_, i) => i);
  let shape = inputShape;
  for (const along of windows.toReversed()) {
    index = winnersAlong(x, index, shape, along);
    shape = shape.map((n, axis) => (axis === along.axis ? along.rows.length : n));
  }
  return index;
}

function winnersAlong(
  x: Float64Array,
  index: Float64Array,
  shape: readonly number[],
  { axis, rows }: AxisWindows,
): Float64Array {
  const [outer, size, inner] = around(shape, axis);
  const result = new Float64Array(outer * rows.length * inner);
  for (let o = 0; o < outer; o++) {
    for (const [r, { first: start, count }] of rows.entries()) {
      for (let i = 0; i < inner; i++) {
        let best = index[(o * size + start) * inner + i] as number;
        for (let e = 1; e < count; e++) {
          const candidate = index[(o * size + start + e) * inner + i] as number;
          if ((x[candidate] as number) > (x[best] as number)) best = candidate;
        }
        result[(o * rows.length + r) * inner + i] = best;
      }
    }
  }
  return result;
}

/** Sizes before an axis, of it, and after it. */
function around(shape: readonly number[], axis: number): readonly [number, number, number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis] ?? 1, sizeOf(shape.slice(axis + 1))];
}
