import { broadcastSource } from "../../network/internal/broadcast.ts";
import type { MergeAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { type Evaluator, type OperationOf } from "./evaluator.ts";
import { sizeOf } from "../../network/size-of.ts";
import { gathered, scattered } from "./moving.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { widened } from "./rounding-error.ts";

/**
 * Sums, means, maxima and minima, entry by entry.
 *
 * TensorFlow.js multiplies a sum by the float32 next to 1/n for a mean: the box holds both.
 *
 * @internal
 */
export const merge: Evaluator<MergeAction> = {
  value: (operation, inputs) => {
    const [one, ...others] = spread(operation, inputs);
    const y = Float64Array.from(one ?? []);
    const { merge: kind } = operation.action;
    for (const other of others) {
      for (let i = 0; i < y.length; i++) y[i] = combined(kind, y[i] ?? 0, other[i] ?? 0);
    }
    return kind === "average" ? y.map((sum) => sum / inputs.length) : y;
  },
  enclose: (operation, inputs) => encloseMerge(operation, inputs),
  pullBack: (operation, inputs, cotangent) => {
    const { merge: kind } = operation.action;
    const winner = kind === "maximum" || kind === "minimum" ? winners(operation, inputs) : null;
    return inputs.map((input, branch) => {
      const factor = kind === "average" ? 1 / inputs.length : kind === "difference" && branch === 1 ? -1 : 1;
      const share = cotangent.map((entry, i) => (winner === null || winner[i] === branch ? factor * entry : 0));
      return scattered(sources(operation)[branch] ?? null, share, input.length);
    });
  },
};

function combined(kind: MergeAction["merge"], a: number, b: number): number {
  switch (kind) {
    case "difference":
      return a - b;
    case "maximum":
      return Math.max(a, b);
    case "minimum":
      return Math.min(a, b);
    default:
      return a + b;
  }
}

function sources({ inputShapes, outputShape }: OperationOf<MergeAction>): readonly (Int32Array | null)[] {
  return inputShapes.map((shape) => broadcastSource(shape, outputShape));
}

/** The inputs in the shape of the output. */
function spread(operation: OperationOf<MergeAction>, inputs: readonly Float64Array[]): readonly Float64Array[] {
  const from = sources(operation);
  return inputs.map((input, branch) => gathered(from[branch] ?? null, input));
}

/** Which branch leads in each entry, the first of those that are equal. */
function winners(operation: OperationOf<MergeAction>, inputs: readonly Float64Array[]): Int32Array {
  const sign = operation.action.merge === "maximum" ? 1 : -1;
  const branches = spread(operation, inputs);
  return Int32Array.from({ length: sizeOf(operation.outputShape) }, (_, i) =>
    branches.reduce((best, branch, b) => (sign * ((branch[i] ?? 0) - (branches[best]?.[i] ?? 0)) > 0 ? b : best), 0),
  );
}

function encloseMerge(operation: OperationOf<MergeAction>, inputs: readonly Enclosure[]): Enclosure {
  const { merge: kind } = operation.action;
  const middles = inputs.map(({ middle }) => middle);
  const spreadMiddles = spread(operation, middles);
  const radii = spread(
    operation,
    inputs.map(({ radius }) => radius),
  );
  const middle = merge.value(operation, middles);
  const n = inputs.length;
  const isExtremum = kind === "maximum" || kind === "minimum";
  // The sum by γ_(n-1); the mean by one more for the quotient, and by what the float32 differs from 1/n.
  const factor = kind === "average" ? gammaUp(2) + n * Math.abs(Math.fround(1 / n) - 1 / n) : 0;
  const radius = middle.map((_, i) => {
    if (isExtremum) return radii.reduce((most, r) => Math.max(most, r[i] ?? 0), 0);
    const size = spreadMiddles.reduce((sum, m) => sum + Math.abs(m[i] ?? 0), 0);
    const width = radii.reduce((sum, r) => sum + (r[i] ?? 0), 0);
    const total = (width + (gammaUp(n) + factor) * size) * (1 + 2 * gammaUp(n));
    // 1 + 2^-20 covers the float32 next to 1/n in place of 1/n, for the radii.
    return widened(kind === "average" ? (total / n) * (1 + 2 ** -20) : total);
  });
  return { middle, radius };
}
