import type { Mixture } from "./dataset.ts";
import { checkCount, checkSize, gaussianMixture } from "./internal/point-dataset.ts";

/** The shape of a {@link grid}. */
export interface GridOptions {
  /** Modes along each side, an integer from 1 to 100; 5 when left out. */
  readonly side?: number;
  /** Distance between neighbours, > 0; 2 when left out. */
  readonly spacing?: number;
  /** Standard deviation per coordinate, >= 0; 0.05 when left out. */
  readonly std?: number;
}

/**
 * Equally likely round Gaussians on a square grid around the origin, row by row from the lower left.
 *
 * @param options - modes along a side, their distance and spread
 * @returns an endless data set, labels are mode numbers; `"grid25"` is the one with the defaults
 * @throws RangeError if an option is out of its range
 *
 * @example
 * ```ts
 * import { grid } from "@lipschitz-gan/data";
 *
 * grid({ side: 2, spacing: 1 }).centers; // => [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]
 * grid().nClasses; // => 25
 * ```
 * @see Lin, Khetan, Fanti & Oh (2018), PacGAN: the power of two samples in generative adversarial networks, section 4.1 ("2D-grid": means at (-4 + 2i, -4 + 2j), variance 0.0025), https://arxiv.org/abs/1712.04086
 */
export function grid({ side = 5, spacing = 2, std = 0.05 }: GridOptions = {}): Mixture {
  checkCount("grid", "side", side);
  checkCount("grid", "side * side", side * side);
  checkSize("grid", "spacing", spacing);
  checkSize("grid", "std", std, { zero: true });
  const coordinate = (i: number): number => (i - (side - 1) / 2) * spacing;
  const centers = Array.from({ length: side * side }, (_, mode) => {
    return [coordinate(mode % side), coordinate(Math.floor(mode / side))] as const;
  });
  const source = `generated: ${side} x ${side} Gaussians at distance ${spacing}, standard deviation ${std}`;
  return gaussianMixture(`grid${side * side}`, source, centers, std);
}
