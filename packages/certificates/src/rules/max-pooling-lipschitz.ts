import { rootUp } from "../rounding/round-up.ts";
import { largestOverlap } from "./window.ts";
import { type PoolingWindow, windowOf } from "./pooling-window.ts";

/**
 * The Lipschitz constant of max pooling in the l2 norm: `√(Π κ)`, with κ the largest number of windows that meet one
 * entry along an axis.
 *
 * It is 1 only if windows do not overlap: raising the largest entry of a picture raises every window that holds it,
 * so the constant is attained. Padding never wins.
 *
 * @param axes - one window an axis
 * @returns the constant, rounded up
 * @throws RangeError if a number is no integer >= 1, or no window fits
 *
 * @example
 * ```ts
 * import { maxPoolingLipschitz } from "@lipschitz-gan/certificates";
 *
 * const axis = { inputSize: 8, poolSize: 2 };
 * maxPoolingLipschitz([axis, axis]); // => 1
 * maxPoolingLipschitz([{ ...axis, stride: 1 }, { ...axis, stride: 1 }]); // => 2
 * ```
 * @see Szegedy et al. (2014), Intriguing properties of neural networks, section 4.3, https://arxiv.org/abs/1312.6199, for disjoint windows
 */
export function maxPoolingLipschitz(axes: readonly PoolingWindow[]): number {
  return rootUp(axes.reduce((product, axis) => product * largestOverlap(windowOf("maxPoolingLipschitz", axis)), 1));
}
