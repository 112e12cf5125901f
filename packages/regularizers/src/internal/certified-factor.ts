import {
  type ConvolutionMap,
  convolutionUpper,
  productUp,
  rootUp,
  sumUp,
  windowOverlap,
} from "@lipschitz-gan/certificates";
import { exponentOf } from "./power-of-two.ts";

/**
 * A factor `c = mantissa · 2^exponent` of a kernel.
 *
 * @internal
 */
export interface CertifiedFactor {
  readonly mantissa: number;
  readonly exponent: number;
}

/**
 * A factor with which the norm of a layer's linear map is surely at most `share`, also once each entry of cW has been
 * rounded to float32.
 *
 * Let T(W) be the map, linear in W, and U an upper bound of its norm at every place. `W̄ = fl32(fl64(c W))` differs from cW
 * by at most `δ c |W|` with `δ = 2^-24 + 2^-53 + 2^-77`, plus 2^-150 where the result is subnormal. The norm of T(Δ) is at
 * most `√κ ‖Δ‖_F`, κ being the most windows that meet one entry (T cuts the image into windows, which has norm √κ at most,
 * and multiplies each by the kernel's matrix). So `‖T(W̄)‖ <= c (U + √κ δ ‖W‖_F) + √(κ N) 2^-150` for N entries, and c is
 * share, less the last term, over the parenthesis, rounded down. The sum of squares in float64 is off by `γ_{N+1}` at most,
 * far less than the 2^-20 that δ is enlarged by, for any N below 2^30.
 *
 * W is scaled by a power of two before, so that `max |W|` is from 1 to 2: nothing over- or underflows, and 2^j W has the
 * same mantissa.
 *
 * @param values - W
 * @param geometries - of its map at each place
 * @param share - the norm that is allowed
 * @returns the factor; that of a map that is zero is the share, and that of entries that are not finite is NaN
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 2.2 and 3.1
 * @internal
 */
export function certifiedFactor(
  values: Float32Array,
  geometries: readonly ConvolutionMap[],
  share: number,
): CertifiedFactor {
  let most = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return { mantissa: Number.NaN, exponent: 0 };
    most = Math.max(most, Math.abs(value));
  }
  const exponent = most === 0 ? 0 : 0 - exponentOf(most);
  const scaled = new Float64Array(values).map((value) => value * 2 ** exponent);
  let [upper, overlap] = [0, 1];
  for (const geometry of geometries) {
    upper = Math.max(upper, convolutionUpper(geometry, scaled, { maxWork: workFor(geometry, values.length) }).upper);
    overlap = Math.max(overlap, overlapOf(geometry));
  }
  if (upper === 0) return { mantissa: share, exponent: 0 };
  const spread = rootUp(overlap);
  const length = Math.sqrt(scaled.reduce((sum, x) => sum + x * x, 0));
  const rounding = productUp(spread, productUp(length, RELATIVE));
  const underflow = productUp(spread, productUp(rootUp(values.length), UNDERFLOW));
  const left = Math.max(0, share - underflow) * DOWN;
  return { mantissa: (left / sumUp(upper, rounding)) * DOWN, exponent };
}

/** How much work the bound of one kernel may be, in multiply-adds: about a fifth of a second. */
const WORK = 2e8;

/** And at most, however large the kernel is. */
const MOST_WORK = 4e9;

/**
 * The norm of the reshaped kernel, n vectors of some length, is always afforded, but for kernels of thousands of channels:
 * its products and factorisations take less than a training step does. Where a grid of frequencies would take more, the
 * bound is √κ times that norm.
 */
function workFor({ outChannels, groups }: ConvolutionMap, entries: number): number {
  const [one, other] = [outChannels / groups, entries / outChannels];
  const [n, length] = [Math.min(one, other), Math.max(one, other)];
  const reshaped = groups * ((n * n * length) / 2 + (n * n * n) / 2 + 100 * n * n);
  return Math.min(MOST_WORK, Math.max(WORK, 1.1 * reshaped));
}

/** δ with room for the sum of squares. */
const RELATIVE = 2 ** -24 * (1 + 2 ** -20);

/** Half the distance of subnormal float32. */
const UNDERFLOW = 2 ** -150;

/** Takes a result that is rounded to nearest below the exact one. */
const DOWN = 1 - 2 ** -52;

/** κ: over the axes, the most windows that meet one entry. */
function overlapOf({ axes }: ConvolutionMap): number {
  return axes.reduce(
    (product, { kernelSize, stride, dilation }) => product * windowOverlap(kernelSize, stride, dilation),
    1,
  );
}
