import { evaluatorOf } from "../evaluation/internal/evaluators.ts";
import type { Action, Operation } from "../network/operation.ts";
import { type Interval, toEnclosure, toInterval } from "./interval.ts";

/**
 * A box that holds what an operation makes of boxes.
 *
 * - What never falls when an entry grows (relu, leakyReLU with slopes >= 0, elu, selu, the sigmoids, softplus, softsign, tanh, pooling,
 *   maxima and minima) maps corners to corners.
 * - All else goes by middle and radius: `A m + b` and `|A| r` for linear operations, `φ(m)` and `L r` for activations of constant L.
 *
 * @param operation - one operation, not a fixed input
 * @param inputs - a box for each of its inputs
 * @returns the box, rounding included
 *
 * @internal
 */
export function forwardInterval(operation: Operation, inputs: readonly Interval[]): Interval {
  const { enclose } = evaluatorOf(operation);
  if (!isMonotone(operation.action)) return toInterval(enclose(inputs.map(toEnclosure)));
  const { low } = toInterval(enclose(inputs.map(({ low: corner }) => toEnclosure({ low: corner, high: corner }))));
  const { high } = toInterval(enclose(inputs.map(({ high: corner }) => toEnclosure({ low: corner, high: corner }))));
  return { low, high };
}

function isMonotone(action: Action): boolean {
  switch (action.type) {
    case "entrywise":
      return MONOTONE.has(action.name) || (action.name === "leakyrelu" && action.slopes.every((slope) => slope >= 0));
    case "merge":
      return action.merge === "maximum" || action.merge === "minimum";
    default:
      return action.type === "maxPooling";
  }
}

const MONOTONE: ReadonlySet<string> = new Set([
  "linear",
  "relu",
  "elu",
  "selu",
  "sigmoid",
  "hardsigmoid",
  "softplus",
  "softsign",
  "tanh",
]);
