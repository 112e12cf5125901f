import { checkCount } from "./internal/check.ts";
import { quotientUp, rootUp } from "../rounding/round-up.ts";

/**
 * The operator norm of averaging over whole axes: `1 / √(number of entries)`. Global **max** pooling has the constant 1.
 *
 * @param inputSize - the sizes of the axes that are averaged over
 * @returns the norm, rounded up
 * @throws RangeError if a size is no integer >= 1
 *
 * @example
 * ```ts
 * import { globalAveragePoolingNorm } from "@lipschitz-gan/certificates";
 *
 * globalAveragePoolingNorm([4, 4]); // => 0.25
 * ```
 * @see Lin, Chen & Yan (2014), Network in network, section 3.2, https://arxiv.org/abs/1312.4400, for the layer
 */
export function globalAveragePoolingNorm(inputSize: readonly number[]): number {
  for (const size of inputSize) checkCount("globalAveragePoolingNorm", "inputSize", size);
  return rootUp(
    quotientUp(
      1,
      inputSize.reduce((product, size) => product * size, 1),
    ),
  );
}
