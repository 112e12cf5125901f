/** Rows that are packed, and computed on, together. @internal */
export const GROUP = 4;

/**
 * Rows in groups of four, the four values of a column side by side, so that a 4 × 4 tile of pairs is computed from eight
 * loads a column.
 *
 * @internal
 */
export interface PackedRows {
  /** Number of rows. */
  readonly count: number;
  /** Number of groups; the last is filled up with zero rows, which count for nothing. */
  readonly groups: number;
  /** Numbers of a row. */
  readonly dimension: number;
  /** Column k of row `4g + r` at `(g · dimension + k) · 4 + r`. */
  readonly values: Float64Array;
}

/**
 * Packs rows, or some of them.
 *
 * @param features - numbers row by row
 * @param dimension - numbers of a row
 * @param options - a factor for all numbers, default 1, and which rows to take, default all
 * @internal
 */
export function packRows(
  features: ArrayLike<number>,
  dimension: number,
  { scale = 1, rows }: { readonly scale?: number; readonly rows?: Int32Array } = {},
): PackedRows {
  const count = rows?.length ?? features.length / dimension;
  const groups = Math.ceil(count / GROUP);
  const values = new Float64Array(groups * GROUP * dimension);
  for (let i = 0; i < count; i++) {
    // Rows and columns are within bounds; `?? NaN` would cost a branch an element.
    const from = (rows === undefined ? i : (rows[i] as number)) * dimension;
    const to = Math.floor(i / GROUP) * GROUP * dimension + (i % GROUP);
    for (let k = 0; k < dimension; k++) values[to + k * GROUP] = scale * (features[from + k] as number);
  }
  return { count, groups, dimension, values };
}

/** Bytes of packed rows that should stay in a core's second-level cache while others stream past. */
const cachedBytes = 2 ** 18;

/**
 * Visits every pair of a group of `a` and a group of `b` once, in an order that reads memory seldom; of one set with
 * itself (`a === b`) only the pairs with `groupA <= groupB`.
 *
 * @internal
 */
export function forEachGroupPair(a: PackedRows, b: PackedRows, visit: (groupA: number, groupB: number) => void): void {
  const step = Math.max(1, Math.floor(cachedBytes / (8 * GROUP * b.dimension)));
  for (let start = 0; start < b.groups; start += step) {
    const end = Math.min(b.groups, start + step);
    const groupsA = a === b ? end : a.groups;
    for (let groupA = 0; groupA < groupsA; groupA++) {
      for (let groupB = a === b ? Math.max(start, groupA) : start; groupB < end; groupB++) visit(groupA, groupB);
    }
  }
}
