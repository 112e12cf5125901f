import { packRows, type PackedRows } from "../../internal/packed-rows.ts";

/**
 * Packs two sets of features, both multiplied by the power of two that brings the largest number near 1, so that no
 * square overflows.
 *
 * Such a factor rounds nothing and changes no comparison of distances, save that differences below 2^-537 of the largest
 * feature are squared to 0; features in float32 do not reach so far.
 *
 * @internal
 */
export function packToSameScale(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
): readonly [PackedRows, PackedRows] {
  const largest = Math.max(largestSize(real), largestSize(fake));
  // ±1000, so that the factor itself neither overflows nor vanishes.
  const exponent = largest === 0 ? 0 : Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
  const scale = 2 ** -exponent;
  return [packRows(real, dimension, { scale }), packRows(fake, dimension, { scale })];
}

function largestSize(features: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < features.length; i++) largest = Math.max(largest, Math.abs(features[i] as number));
  return largest;
}
