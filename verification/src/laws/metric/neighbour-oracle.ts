type Rows = readonly (readonly number[])[];

/** `|x - y|²`; exact for features on the grid. */
function squared(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, k) => sum + (value - (y[k] ?? Number.NaN)) ** 2, 0);
}

/** Squared distance of every row to its k-th nearest other row. */
export function squaredRadii(rows: Rows, k: number): readonly number[] {
  return rows.map((x, i) => {
    const others = rows.filter((_, j) => j !== i).map((y) => squared(x, y));
    return others.toSorted((a, b) => a - b)[k - 1] ?? Number.NaN;
  });
}

/** For every centre, in which of the points its closed ball has them. */
function inside(centers: Rows, radii: readonly number[], points: Rows): readonly (readonly boolean[])[] {
  return centers.map((center, i) => points.map((point) => squared(center, point) <= (radii[i] ?? Number.NaN)));
}

function share(points: Rows, balls: readonly (readonly boolean[])[]): number {
  return points.filter((_, j) => balls.some((ball) => ball[j])).length / points.length;
}

/** Precision, recall, density and coverage, as their papers have them. */
export interface NeighbourShares {
  readonly precision: number;
  readonly recall: number;
  readonly density: number;
  readonly coverage: number;
}

/**
 * The four by the plain definitions, all distances of all pairs.
 *
 * @param real - rows on the grid
 * @param fake - rows on the grid
 * @param k - neighbours, for all four
 * @see Kynkäänniemi et al. (2019), eqs. 1–2, https://arxiv.org/abs/1904.06991
 * @see Naeem et al. (2020), eqs. 3–4, https://arxiv.org/abs/2002.09797
 */
export function neighbourShares(real: Rows, fake: Rows, k: number): NeighbourShares {
  const ofReal = inside(real, squaredRadii(real, k), fake);
  const ofFake = inside(fake, squaredRadii(fake, k), real);
  const pairs = ofReal.flat().filter(Boolean).length;
  return {
    precision: share(fake, ofReal),
    recall: share(real, ofFake),
    density: pairs / (k * fake.length),
    coverage: ofReal.filter((ball) => ball.includes(true)).length / real.length,
  };
}

/** Whether no two pairs of rows are equally far apart, equal rows included. */
export function hasNoTies(rows: Rows): boolean {
  const distances = rows.flatMap((x, i) => rows.slice(i + 1).map((y) => squared(x, y)));
  return new Set(distances).size === distances.length;
}
