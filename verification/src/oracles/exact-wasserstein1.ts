/**
 * The Wasserstein-1 distance of two sets of equally many points, each of the same weight: the least mean distance over all
 * assignments. An optimal plan is an assignment, since the plans are the doubly stochastic matrices, whose corners are permutations
 * (Birkhoff).
 *
 * @param one - at most 7 points or so, since all assignments are tried
 * @param other - as many
 * @returns the distance in l2
 */
export function exactWasserstein1(one: readonly ArrayLike<number>[], other: readonly ArrayLike<number>[]): number {
  const least = (i: number, free: readonly number[]): number => {
    const x = one[i];
    if (x === undefined) return 0;
    return Math.min(
      ...free.map((j) => distance(x, other[j] ?? []) + least(i + 1, free.filter((k) => k !== j))), // prettier-ignore
    );
  };
  return least(0, [...other.keys()]) / one.length;
}

function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Math.sqrt(Array.from(x).reduce((sum, value, i) => sum + (value - (y[i] ?? Number.NaN)) ** 2, 0));
}
