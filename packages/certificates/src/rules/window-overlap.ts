import { checkCount } from "./internal/check.ts";

/**
 * The largest number κ of taps of a sliding window that can meet one entry, along one axis: `ceil(k · gcd(s, d) / s)`.
 *
 * Taps t·d of different windows meet at an entry when they leave the same remainder by the stride s, which every
 * s / gcd(s, d)-th tap does. Near the border, or where the axis is short, fewer may.
 *
 * @param kernelSize - number of taps k
 * @param stride - distance s from one window to the next
 * @param dilation - distance d from one tap to the next
 * @returns an integer from 1 to `kernelSize`
 * @throws RangeError if an argument is no integer >= 1
 *
 * @example
 * ```ts
 * import { windowOverlap } from "@lipschitz-gan/certificates";
 *
 * windowOverlap(4, 2); // => 2
 * windowOverlap(3, 1); // => 3
 * windowOverlap(3, 2, 2); // => 3
 * ```
 * @see Tsuzuku, Sato & Sugiyama (2018), Lipschitz-margin training, https://arxiv.org/abs/1802.04034, for dilation 1
 */
export function windowOverlap(kernelSize: number, stride: number, dilation = 1): number {
  checkCount("windowOverlap", "kernelSize", kernelSize);
  checkCount("windowOverlap", "stride", stride);
  checkCount("windowOverlap", "dilation", dilation);
  return Math.ceil((kernelSize * greatestCommonDivisor(stride, dilation)) / stride);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
