import type { Mixture } from "./dataset.ts";
import { checkSize, pointDataset } from "./internal/point-dataset.ts";

/** The shape of a {@link swissRoll}. */
export interface SwissRollOptions {
  /** Distance of the roll's outer end from the origin, > 0; 0.6 π = 1.88… when left out. */
  readonly radius?: number;
  /** Standard deviation of the noise per coordinate, >= 0; 1/30 when left out. */
  readonly std?: number;
}

/** The roll's parameter runs over one turn and a half, as in scikit-learn's `make_swiss_roll`. */
const INNER = 1.5 * Math.PI;
const OUTER = 4.5 * Math.PI;

/**
 * A spiral with noise: `(radius / 4.5π) t (cos t, sin t)` with `t` uniform in `[1.5π, 4.5π)`.
 *
 * @param options - size and spread
 * @returns an endless data set with the one label 0 and no mode centres
 * @throws RangeError if an option is out of its range
 *
 * @example
 * ```ts
 * import { swissRoll } from "@lipschitz-gan/data";
 *
 * const roll = swissRoll({ radius: 1, std: 0 });
 * const [x = 0, y = 0] = roll.batch({ batchSize: 1, step: 0, seed: 1 }).values;
 * Math.hypot(x, y) <= 1; // => true
 * ```
 * @see Gulrajani, Ahmed, Arjovsky, Dumoulin & Courville (2017), Improved training of Wasserstein GANs, figure 1, whose program takes scikit-learn's roll with noise 0.25 and divides by 7.5: the defaults here, https://arxiv.org/abs/1704.00028
 */
export function swissRoll({ radius = OUTER / 7.5, std = 0.25 / 7.5 }: SwissRollOptions = {}): Mixture {
  checkSize("swissRoll", "radius", radius);
  checkSize("swissRoll", "std", std, { zero: true });
  return pointDataset({
    name: "swiss-roll",
    nClasses: 1,
    source: `generated: Swiss roll of radius ${radius.toPrecision(4)}, standard deviation ${std.toPrecision(4)}`,
    centers: [],
    std,
    draw: (stream) => {
      const t = INNER + (OUTER - INNER) * stream.uniform();
      const scale = (radius / OUTER) * t;
      return [0, scale * Math.cos(t), scale * Math.sin(t)];
    },
  });
}
