import type { Operation } from "./operation.ts";
import { sizeOf } from "./size-of.ts";

/**
 * Multiply-adds of one application of an operation to one sample.
 *
 * @internal
 */
export function workOf({ action, inputShapes, outputShape }: Operation): number {
  if (action.type !== "convolution") return sizeOf(inputShapes[0] ?? []) + sizeOf(outputShape);
  const places = action.map.axes.reduce((product, { outputSize }) => product * outputSize, 1);
  return places * action.kernel.length;
}
