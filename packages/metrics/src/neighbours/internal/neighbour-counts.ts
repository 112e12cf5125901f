import { countInside, type InsideCounts } from "./count-inside.ts";
import { nearestDistances } from "./nearest-distances.ts";
import { packToSameScale } from "./same-scale.ts";

/** Sizes of the balls; 0 for those that are not wanted, whose counts are then 0. @internal */
export interface BallSizes {
  /** To which other sample a ball of precision and recall reaches. */
  readonly manifoldNeighbours: number;
  /** To which other sample a ball of density and coverage reaches. */
  readonly ballNeighbours: number;
}

/**
 * Which samples lie in the balls around others: the distances of each set once, and those between them once.
 *
 * @param real - features of real samples
 * @param fake - features of generated samples
 * @param dimension - numbers of a sample
 * @param sizes - sizes of the balls, less than the number of samples that they count among
 * @internal
 */
export function neighbourCounts(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
  { manifoldNeighbours, ballNeighbours }: BallSizes,
): InsideCounts {
  const [realRows, fakeRows] = packToSameScale(real, fake, dimension);
  const kept = Math.max(manifoldNeighbours, ballNeighbours);
  const amongReal = nearestDistances(realRows, kept);
  const amongFake = nearestDistances(fakeRows, manifoldNeighbours);
  return countInside(realRows, fakeRows, {
    realManifold: nthOfEach(realRows.count, amongReal, manifoldNeighbours),
    fakeManifold: nthOfEach(fakeRows.count, amongFake, manifoldNeighbours),
    realBalls: nthOfEach(realRows.count, amongReal, ballNeighbours),
  });
}

/** The n-th nearest distance of each row; -1, which nothing is within, if n is 0. */
function nthOfEach(count: number, nearest: Float64Array, n: number): Float64Array {
  const kept = nearest.length / count;
  return Float64Array.from({ length: count }, (_, i) => (n === 0 ? -1 : (nearest[i * kept + n - 1] as number)));
}
