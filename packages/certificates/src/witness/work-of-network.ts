import type { Network } from "../network/operation.ts";

/**
 * Multiply-adds of one evaluation of a network, about, with what an operation costs besides.
 *
 * @internal
 */
export function workOfNetwork({ operations }: Network): number {
  return operations.reduce((sum, { action, inputShapes, outputShape }) => {
    const entries = sizeOf(inputShapes[0] ?? []) + sizeOf(outputShape);
    if (action.type !== "convolution") return sum + OVERHEAD + 4 * entries;
    const places = action.map.axes.reduce((product, { outputSize }) => product * outputSize, 1);
    return sum + OVERHEAD + entries + places * action.kernel.length;
  }, 0);
}

/** A call and its memory take as long as so many multiply-adds. */
const OVERHEAD = 1000;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
