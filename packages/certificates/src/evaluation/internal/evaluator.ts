import type { Action, Operation } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";

/** An operation, whose action is known to be of one type. */
export interface OperationOf<A extends Action> extends Operation {
  readonly action: A;
}

/** How operations of one type are computed. */
export interface Evaluator<A extends Action> {
  /** What the operation makes of its inputs, in float64. */
  readonly value: (operation: OperationOf<A>, inputs: readonly Float64Array[]) => Float64Array;
  /** A box that holds what it makes of all inputs in the given boxes, in exact arithmetic. */
  readonly enclose: (operation: OperationOf<A>, inputs: readonly Enclosure[]) => Enclosure;
  /** For each input the adjoint of the derivative at the inputs, applied to a cotangent of the output. */
  readonly pullBack: (
    operation: OperationOf<A>,
    inputs: readonly Float64Array[],
    cotangent: Float64Array,
  ) => readonly Float64Array[];
}

/**
 * The input of an operation that has one.
 *
 * @internal
 */
export function first<T>(inputs: readonly T[]): T {
  const [input] = inputs;
  if (input === undefined) throw new RangeError("evaluate: an operation must have an input, received none");
  return input;
}
