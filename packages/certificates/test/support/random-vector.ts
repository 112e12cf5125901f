import { createRng } from "@lipschitz-gan/core";

/** Normal numbers that float32 holds exactly. */
export function randomVector(seed: number, size: number, scale = 1): Float64Array {
  const random = createRng(seed).stream("vector");
  return Float64Array.from({ length: size }, () => Math.fround(scale * random.normal()));
}

/** Product of the sizes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Inner product. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, entry, i) => sum + entry * (b[i] ?? 0), 0);
}
