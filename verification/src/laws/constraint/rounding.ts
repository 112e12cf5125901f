import * as tf from "@tensorflow/tfjs-core";

/** Unit roundoff of float32. */
const U32 = 2 ** -24;

/**
 * The relative error of one division, root or product on the backend that runs. The processor's are rounded correctly;
 * WGSL allows 2.5 units in the last place for a division, which is five unit roundoffs.
 *
 * @see https://www.w3.org/TR/WGSL/#floating-point-accuracy
 */
export function operationError(): number {
  return ["cpu", "wasm", "tensorflow"].includes(tf.getBackend()) ? U32 : 5 * U32;
}

/**
 * The relative error of a matrix that was divided by a norm of it, all in float32: what is allowed of a promise that
 * holds always.
 *
 * A sum of N squares is off by N roundings (each square one, each of N - 1 sums one), its root by half of that and one
 * more. Then come a division to scale before and a product to scale after (against overflow), the rounding of the bound
 * itself to float32, its product, and the division of each entry: N / 2 + 6 with the root's.
 *
 * @param nSummed - N, how many entries the norm sums up
 */
export function normalisationError(nSummed: number): number {
  return (nSummed / 2 + 6) * operationError();
}

/**
 * The relative error of a matrix divided by an estimate `|uᵀWv|` of its norm with unit vectors computed in float32.
 *
 * Two dot products lose `(m + n) u` of `|u|ᵀ|W||v| <= ‖W‖_F`, which is `√r σ₁` for `r = ‖W‖_F² / σ₁²`; u and v are off
 * from unit norm by `(m / 2 + 3) u` and `(n / 2 + 3) u`; and the six operations of {@link normalisationError} follow.
 *
 * @param rows - m
 * @param columns - n
 * @param stableRank - r
 */
export function estimateError(rows: number, columns: number, stableRank: number): number {
  return ((rows + columns) * (Math.sqrt(stableRank) + 0.5) + 6 + 6) * operationError();
}
