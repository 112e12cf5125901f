/** What four scores count, from whole matrices of distances, straight from the definitions. */
export interface NaiveCounts {
  readonly precise: number;
  readonly recalled: number;
  readonly pairs: number;
  readonly covered: number;
}

/** The samples of a set. */
export const samplesOf = (features: ArrayLike<number>, dimension: number): number[][] =>
  Array.from({ length: features.length / dimension }, (_, i) =>
    Array.from({ length: dimension }, (__, k) => features[i * dimension + k] ?? NaN),
  );

const squaredDistance = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, k) => sum + (value - (y[k] ?? NaN)) ** 2, 0);

const radius = (samples: readonly number[][], i: number, k: number): number =>
  samples.flatMap((other, j) => (j === i ? [] : [squaredDistance(samples[i] ?? [], other)])).toSorted((a, b) => a - b)[
    k - 1
  ] ?? NaN;

const isInside = (x: readonly number[], y: readonly number[], limit: number | undefined): boolean =>
  squaredDistance(x, y) <= (limit ?? NaN);

/** Counts from the definitions, in time of the square of the numbers of samples. */
export function naiveCounts(
  real: readonly number[][],
  fake: readonly number[][],
  manifoldNeighbours: number,
  ballNeighbours: number,
): NaiveCounts {
  const realManifold = real.map((_, i) => radius(real, i, manifoldNeighbours));
  const fakeManifold = fake.map((_, j) => radius(fake, j, manifoldNeighbours));
  const balls = real.map((_, i) => radius(real, i, ballNeighbours));
  return {
    precise: fake.filter((y) => real.some((x, i) => isInside(x, y, realManifold[i]))).length,
    recalled: real.filter((x) => fake.some((y, j) => isInside(x, y, fakeManifold[j]))).length,
    pairs: real.reduce((sum, x, i) => sum + fake.filter((y) => isInside(x, y, balls[i])).length, 0),
    covered: real.filter((x, i) => fake.some((y) => isInside(x, y, balls[i]))).length,
  };
}
