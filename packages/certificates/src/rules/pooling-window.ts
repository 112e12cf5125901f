import { checkCount } from "./internal/check.ts";
import type { Window } from "./window.ts";

/** A pooling window along one axis. */
export interface PoolingWindow {
  /** Number of entries along the axis. */
  readonly inputSize: number;
  /** Number of entries of a window. */
  readonly poolSize: number;
  /** Distance from one window to the next; `poolSize` unless given, as in tf.layers. */
  readonly stride?: number;
  /** `"valid"` unless given, as in tf.layers. */
  readonly padding?: "valid" | "same";
}

/**
 * A checked window.
 *
 * @param where - the function that asks, for the error
 * @param pooling - the window as the user gives it
 * @returns the window with its defaults
 * @throws RangeError if a number is no integer >= 1, or no window fits
 * @internal
 */
export function windowOf(where: string, pooling: PoolingWindow): Window {
  const { inputSize, poolSize, stride = poolSize, padding = "valid" } = pooling;
  for (const [what, value] of Object.entries({ inputSize, poolSize, stride })) checkCount(where, what, value);
  if (padding === "valid" && poolSize > inputSize) {
    throw new RangeError(`${where}: poolSize must be at most inputSize ${inputSize}, received ${poolSize}`);
  }
  return { inputSize, kernelSize: poolSize, stride, dilation: 1, padding };
}
