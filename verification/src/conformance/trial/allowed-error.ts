import type { Expected } from "../reference/derivatives.ts";
import type { Accuracy } from "../reference/node.ts";

/** How a backend rounds. */
export interface Arithmetic {
  readonly accuracy: Accuracy;
  /** Numbers below this in magnitude may count as 0. */
  readonly smallest: number;
}

/** Unit roundoff of float32. */
export const UNIT_ROUNDOFF: number = 2 ** -24;

/** From here on float32 no longer holds every integer. */
const WHOLE = 2 ** 24;

/**
 * By how much each entry may be off.
 *
 * An entry is a sum of products; with K roundings along every path, float32 in any order of additions is within
 * gamma_K Σ |terms| of the exact value, gamma_K = K u / (1 - K u), and each rounding may lose half of the smallest
 * number besides. Where every step adds, multiplies or chooses whole numbers, and Σ |terms| < 2^24, every partial result is
 * an integer that float32 holds, and nothing may be off. The same holds where nothing is rounded.
 *
 * @param expected - entries, Σ |terms| and K
 * @param arithmetic - of the backend
 * @returns the allowance of an entry
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1 and lemma 3.1
 */
export function allowedError(expected: Expected, { accuracy, smallest }: Arithmetic): (entry: number) => number {
  const roundings = expected.roundings[accuracy];
  const relative = (roundings * UNIT_ROUNDOFF) / (1 - roundings * UNIT_ROUNDOFF);
  const isExact = roundings === 0 || (expected.isWhole && expected.size.every((size) => size < WHOLE));
  return isExact ? () => 0 : (entry) => relative * (expected.size[entry] ?? Number.NaN) + roundings * smallest;
}

/**
 * How the backend of that name rounds: WebGPU and WebGL may take subnormal numbers for 0, and round functions coarsely.
 *
 * @see https://www.w3.org/TR/WGSL/#floating-point-evaluation
 */
export function arithmeticOf(backend: string): Arithmetic {
  const isGpu = backend === "webgpu" || backend === "webgl";
  return isGpu ? { accuracy: "gpu", smallest: 2 ** -126 } : { accuracy: "processor", smallest: 2 ** -149 };
}
