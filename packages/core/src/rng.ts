import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers. Two streams of the same name, step and seed give the same numbers. */
export interface RandomStream {
  /** A number drawn uniformly from `[0, 1)`. */
  uniform(): number;
  /** A number drawn from the standard normal distribution N(0, 1). */
  normal(): number;
  /**
   * An integer drawn uniformly from `[0, n)`.
   *
   * @param n - a positive integer
   * @throws RangeError otherwise
   */
  int(n: number): number;
  /**
   * A random order of `0 … n-1` (Fisher–Yates).
   *
   * @param n - how many
   */
  permutation(n: number): Int32Array;
}

/** Random numbers by name: every use draws from its own stream, so that adding one use does not move another. */
export interface Rng {
  /** The seed that all streams are derived from. */
  readonly seed: number;
  /**
   * The stream of one use at one step.
   *
   * @param name - what the numbers are for, such as `"latent"`
   * @param step - the training step; 0 where there is none
   */
  stream(name: string, step?: number): RandomStream;
}

/**
 * Makes the random streams of one run.
 *
 * A stream's state is a hash of (seed, name, step), so nothing about it needs to be saved: a resumed run draws at step
 * n what the uninterrupted one drew.
 *
 * @param seed - an integer in `[0, 2^53)`
 * @returns streams by name and step
 * @throws RangeError if the seed is not such an integer
 *
 * @example
 * ```ts
 * import { createRng } from "@lipschitz-gan/core";
 *
 * const rng = createRng(7);
 * rng.stream("latent", 3).uniform() === createRng(7).stream("latent", 3).uniform(); // => true
 * rng.stream("latent", 3).uniform() === rng.stream("latent", 4).uniform(); // => false
 * ```
 * @see Blackman & Vigna (2021), Scrambled linear pseudorandom number generators (xoroshiro128+), https://doi.org/10.1145/3460772
 */
export function createRng(seed: number): Rng {
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`createRng: seed must be an integer in [0, 2^53), received ${seed}`);
  }
  return { seed, stream: (name, step = 0) => randomStream(`${seed}/${name}/${step}`) };
}

function randomStream(key: string): RandomStream {
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => murmur3(key, salt)));
  let spare: number | undefined;
  const uniform = (): number => uniformFloat64(generator);
  // Box–Muller gives two independent normals from two uniforms; 1 - u lies in (0, 1], so the logarithm is finite.
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const int = (n: number): number => {
    // Without this check the generator would look for ever for a number in an empty range.
    if (!(Number.isSafeInteger(n) && n >= 1)) {
      throw new RangeError(`RandomStream.int: n must be an integer >= 1, received ${n}`);
    }
    return uniformInt(generator, 0, n - 1);
  };
  const permutation = (n: number): Int32Array => {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = int(i + 1);
      const swapped = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swapped;
    }
    return order;
  };
  return { uniform, normal, int, permutation };
}

/** MurmurHash3 (x86, 32 bit) of the UTF-16 code units, by Austin Appleby (public domain). */
function murmur3(key: string, salt: number): number {
  let hash = salt;
  for (let i = 0; i < key.length; i++) {
    let word = Math.imul(key.charCodeAt(i), 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= key.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
