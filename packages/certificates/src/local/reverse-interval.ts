import { evaluatorOf } from "../evaluation/internal/evaluators.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { widened } from "../evaluation/internal/rounding-error.ts";
import { broadcastSource } from "../network/internal/broadcast.ts";
import type { Action, MaxPoolingAction, MergeAction, Operation } from "../network/operation.ts";
import { type Interval, toEnclosure, toInterval } from "./interval.ts";
import { localSlopes } from "./local-slopes.ts";
import { forEachPoolingWindow } from "./pooling-candidates.ts";
import { roomAround } from "./room-around.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * One step of the chain rule on boxes: from a box of cotangents of the output to those of the inputs.
 *
 * Between any two samples of a convex box, `f(x) − f(y) = ⟨g, x − y⟩` with a g in the convex hull of the generalised gradients on
 * the line between them (Lebourg's mean value theorem), so it is enough that boxes hold all of those.
 *
 * - An activation multiplies by its slopes on its input's box.
 * - Of the entries that a maximum chooses from, one that is below another everywhere has slope 0, one that is above all others
 *   everywhere has slope 1, and the rest have slopes in [0, 1].
 * - Linear operations go by middle and radius, `Aᵀ m` and `|A|ᵀ r`. Their sums have at most as many terms as the output has
 *   entries, n, and factors that are off by less than 16 roundings, so γ(n + 16) |A|ᵀ |m| is added.
 *
 * @param operation - one operation
 * @param inputs - the boxes of its inputs
 * @param cotangent - the box of the output's cotangents
 * @returns a box for each input; null for an operation that it has no rule for
 * @see Clarke (1983), Optimization and Nonsmooth Analysis, theorem 2.3.7
 *
 * @internal
 */
export function reverseInterval(
  operation: Operation,
  inputs: readonly Interval[],
  cotangent: Interval,
): readonly Interval[] | null {
  const { action, inputShapes } = operation;
  const [only] = inputs;
  switch (action.type) {
    case "entrywise":
      return only === undefined ? null : [product(localSlopes(action, only), cotangent)];
    case "maxPooling":
      return only === undefined ? null : [throughPooling(action, inputShapes[0] ?? [], only, cotangent)];
    case "merge":
      return action.merge === "maximum" || action.merge === "minimum"
        ? throughExtremum(operation, action.merge, inputs, cotangent)
        : throughLinear(operation, inputs, cotangent);
    case "convolution":
    case "batchNormalization":
    case "rescaling":
    case "gather":
    case "bands":
    case "concatenation":
      return throughLinear(operation, inputs, cotangent);
    default:
      return null;
  }
}

/** Products of two intervals, entry by entry, rounded outward; exact where the slope is 0 or 1. */
function product(slopes: Interval, { low, high }: Interval): Interval {
  const result = { low: Float64Array.from(low), high: Float64Array.from(high) };
  for (let i = 0; i < low.length; i++) {
    const [a, b, c, d] = [slopes.low[i] as number, slopes.high[i] as number, low[i] as number, high[i] as number];
    if (a === b && (a === 0 || a === 1)) {
      result.low[i] = a * c;
      result.high[i] = a * d;
    } else {
      result.low[i] = -away(-Math.min(a * c, a * d, b * c, b * d));
      result.high[i] = away(Math.max(a * c, a * d, b * c, b * d));
    }
  }
  return result;
}

/** At least the exact product of which x is the rounded one. */
function away(x: number): number {
  return x + Math.abs(x) * 2 ** -52 + Number.MIN_VALUE;
}

function throughLinear(operation: Operation, inputs: readonly Interval[], cotangent: Interval): readonly Interval[] {
  const { middle, radius } = toEnclosure(cotangent);
  const points = inputs.map(({ low }) => new Float64Array(low.length));
  const share = gammaUp(middle.length + 16) + settingError(operation.action);
  const spread = radius.map((r, i) => widened(r + share * Math.abs(middle[i] as number)));
  const factor = 1 + 2 * (gammaUp(middle.length + 16) + settingError(operation.action));
  const absolute = evaluatorOf({ ...operation, action: absoluteAction(operation.action) });
  const radii = absolute.pullBack(points, spread);
  return evaluatorOf(operation)
    .pullBack(points, middle)
    .map((m, k) => {
      // Products that underflow: fewer than terms, 2^-1074 each.
      const floor = middle.length * 2 ** -1070;
      const r = radii[k] ?? new Float64Array(m.length);
      return toInterval({ middle: m, radius: r.map((value) => widened(value * factor + floor)) });
    });
}

/** How far the float32 that TensorFlow.js multiplies by can be from the number itself, relatively; nothing for weights. */
function settingError({ type }: Action): number {
  return type === "rescaling" || type === "merge" ? 2 ** -23 : 0;
}

/** The same operation with the absolute values of its factors. */
function absoluteAction(action: Action): Action {
  switch (action.type) {
    case "convolution":
      return { ...action, kernel: action.kernel.map(Math.abs) };
    case "batchNormalization":
      return { ...action, gamma: action.gamma?.map(Math.abs) ?? null };
    case "rescaling":
      return { ...action, scale: Math.abs(action.scale) };
    case "merge":
      return action.merge === "difference" ? { ...action, merge: "sum" } : action;
    default:
      return action;
  }
}

/** Adds a share in [0, 1], or all, of the cotangent of one output to an input. */
function addShare(to: Interval, at: number, { low, high }: Interval, output: number, isAll: boolean): void {
  const least = isAll ? (low[output] as number) : Math.min(0, low[output] as number);
  const largest = isAll ? (high[output] as number) : Math.max(0, high[output] as number);
  const [sumLow, sumHigh] = [(to.low[at] as number) + least, (to.high[at] as number) + largest];
  to.low[at] = sumLow - Math.abs(sumLow) * 2 ** -52;
  to.high[at] = sumHigh + Math.abs(sumHigh) * 2 ** -52;
}

function zeros(length: number): Interval {
  return { low: new Float64Array(length), high: new Float64Array(length) };
}

function throughPooling(
  action: MaxPoolingAction,
  inputShape: readonly number[],
  { low, high }: Interval,
  cotangent: Interval,
): Interval {
  const result = zeros(low.length);
  forEachPoolingWindow(action, inputShape, (output, entries) => {
    let floor = -Infinity;
    for (const entry of entries) floor = Math.max(floor, low[entry] as number);
    const candidates = entries.filter((entry) => mayReach(high[entry] as number, floor));
    for (const entry of candidates) addShare(result, entry, cotangent, output, candidates.length === 1);
  });
  return result;
}

function throughExtremum(
  { inputShapes, outputShape }: Operation,
  merge: MergeAction["merge"] & ("maximum" | "minimum"),
  inputs: readonly Interval[],
  cotangent: Interval,
): readonly Interval[] {
  const sources = inputShapes.map((shape) => broadcastSource(shape, outputShape));
  const results = inputs.map(({ low }) => zeros(low.length));
  const isMaximum = merge === "maximum";
  for (let output = 0; output < cotangent.low.length; output++) {
    const at = (k: number): number => sources[k]?.[output] ?? output;
    // Of a minimum, that of the negatives.
    const lowest = (k: number): number => (isMaximum ? inputs[k]?.low[at(k)] : -(inputs[k]?.high[at(k)] ?? 0)) ?? 0;
    const highest = (k: number): number => (isMaximum ? inputs[k]?.high[at(k)] : -(inputs[k]?.low[at(k)] ?? 0)) ?? 0;
    const floor = inputs.reduce((largest, _, k) => Math.max(largest, lowest(k)), -Infinity);
    const candidates = inputs.flatMap((_, k) => (mayReach(highest(k), floor) ? [k] : []));
    for (const k of candidates) {
      addShare(results[k] ?? zeros(0), at(k), cotangent, output, candidates.length === 1);
    }
  }
  return results;
}

/** Whether an entry may be the largest, decided with some room. */
function mayReach(highest: number, floor: number): boolean {
  return highest + roomAround(highest, floor) >= floor;
}
