import * as tf from "@tensorflow/tfjs-core";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";
import { u32 } from "./rounding.ts";

/**
 * By how much `exp(x)` may be off, relative: one unit in the last place, which is `2u` at most; `3 + 2 |x|` units in WGSL.
 *
 * @param x - the argument
 * @see https://www.w3.org/TR/WGSL/#concrete-float-accuracy
 */
export function expError(x: number): number {
  return 2 * u32 * (tf.getBackend() === "webgpu" ? 3 + 2 * Math.abs(x) : 1);
}

/**
 * By how much `log(y)` may be off, absolute: one unit in the last place; in WGSL 2^-21 for y from ½ to 2, and three units
 * elsewhere.
 *
 * @param y - the argument, positive
 * @see https://www.w3.org/TR/WGSL/#concrete-float-accuracy
 */
export function logError(y: number): number {
  const unit = 2 * u32 * Math.abs(Math.log(y));
  if (tf.getBackend() !== "webgpu") return unit;
  return y >= 0.5 && y <= 2 ? 2 ** -21 : 3 * unit;
}

/**
 * By how much `1 / (1 + exp(−x))` may be off, relative: three units in the last place. In WGSL the error of `exp`, which
 * reaches the result times `1 − σ(x)`, the rounding of the sum, and a division.
 *
 * @param x - the argument
 */
export function sigmoidError(x: number): number {
  if (tf.getBackend() !== "webgpu") return 6 * u32;
  return expError(x) / (1 + Math.exp(x)) + (1 + divisionRoundings()) * u32;
}
