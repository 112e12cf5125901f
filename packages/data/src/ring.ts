import type { Mixture } from "./dataset.ts";
import { checkCount, checkSize, gaussianMixture } from "./internal/point-dataset.ts";

/** The shape of a {@link ring}. */
export interface RingOptions {
  /** Number of modes, an integer from 1 to 10 000; 8 when left out. */
  readonly modes?: number;
  /** Distance of the modes from the origin, > 0; 2 when left out. */
  readonly radius?: number;
  /** Standard deviation per coordinate, >= 0; 0.02 when left out. */
  readonly std?: number;
}

/**
 * Equally likely round Gaussians on a circle: mode `i` lies at `radius (cos 2πi/modes, sin 2πi/modes)`.
 *
 * @param options - number of modes, radius and spread
 * @returns an endless data set, labels are mode numbers; `"ring8"` is the one with the defaults
 * @throws RangeError if an option is out of its range
 *
 * @example
 * ```ts
 * import { ring } from "@lipschitz-gan/data";
 *
 * const mixture = ring({ modes: 4, radius: 1, std: 0 });
 * mixture.centers[0]; // => [1, 0]
 * mixture.batch({ batchSize: 3, step: 0, seed: 1 }).shape; // => [3, 2]
 * ```
 * @see Metz, Poole, Pfau & Sohl-Dickstein (2017), Unrolled generative adversarial networks, section 3.1 and appendix A (standard deviation 0.02, radius 2), https://arxiv.org/abs/1611.02163
 */
export function ring({ modes = 8, radius = 2, std = 0.02 }: RingOptions = {}): Mixture {
  checkCount("ring", "modes", modes);
  checkSize("ring", "radius", radius);
  checkSize("ring", "std", std, { zero: true });
  const centers = Array.from({ length: modes }, (_, i) => {
    const angle = (2 * Math.PI * i) / modes;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  const source = `generated: ${modes} Gaussians on a circle of radius ${radius}, standard deviation ${std}`;
  return gaussianMixture(`ring${modes}`, source, centers, std);
}
