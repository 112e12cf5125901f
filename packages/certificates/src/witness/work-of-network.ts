import type { Network } from "../network/operation.ts";
import { sizeOf } from "../network/size-of.ts";
import { workOf } from "../network/work-of.ts";

/**
 * Multiply-adds of one evaluation of a network, about, with what an operation costs besides.
 *
 * @internal
 */
export function workOfNetwork({ operations }: Network): number {
  return operations.reduce((sum, operation) => {
    const { action, inputShapes, outputShape } = operation;
    const entries = sizeOf(inputShapes[0] ?? []) + sizeOf(outputShape);
    return sum + OVERHEAD + workOf(operation) + (action.type === "convolution" ? entries : 3 * entries);
  }, 0);
}

/** A call and its memory take as long as so many multiply-adds. */
const OVERHEAD = 1000;
