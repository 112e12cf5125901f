import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Random numbers of a search.
 *
 * @internal
 */
export interface RandomNumbers {
  /** From `[0, 1)`. */
  readonly uniform: () => number;
  /** From N(0, 1); it starts searches only, so that engines may differ in its last digits. */
  readonly normal: () => number;
}

/**
 * The random numbers that belong to a seed.
 *
 * @param seed - an integer in `[0, 2^53)`
 * @throws RangeError otherwise
 *
 * @internal
 */
export function randomNumbers(seed: number): RandomNumbers {
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`searchWitness: seed must be an integer in [0, 2^53), received ${seed}`);
  }
  const generator = xoroshiro128plus(((seed % 2 ** 32) ^ Math.floor(seed / 2 ** 32)) | 0);
  const uniform = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
