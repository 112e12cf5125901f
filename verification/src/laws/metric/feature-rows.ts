import { createRng, type RandomStream } from "@lipschitz-gan/core";
import * as fc from "fast-check";

/**
 * Rows of features as small plain data. Every number is a multiple of `2^-20` below `2^23`, so that sums, differences and
 * products of them can be computed exactly.
 */
export interface RowsCase {
  readonly count: number;
  readonly dimension: number;
  /** Whole numbers from -3 to 3, among which many rows are equal; normal; or normal and small about a large mean. */
  readonly kind: "integers" | "normal" | "offset";
  readonly seed: number;
}

/** How many rows of what size. */
export interface RowsOptions {
  readonly minCount?: number;
  readonly maxCount: number;
  readonly maxDimension: number;
}

/** Rows of every kind, whole numbers first. */
export function rowsCase({ minCount = 2, maxCount, maxDimension }: RowsOptions): fc.Arbitrary<RowsCase> {
  return fc.record({
    count: fc.integer({ min: minCount, max: maxCount }),
    dimension: fc.integer({ min: 1, max: maxDimension }),
    kind: fc.constantFrom("integers" as const, "normal" as const, "offset" as const),
    seed: fc.nat(1e6),
  });
}

/** The grid on which all features lie. */
export const GRID: number = 2 ** 20;

/**
 * The features of a case, row by row.
 *
 * @param given - the case
 * @param name - of the random stream: another name gives other rows of the same kind
 */
export function featuresOf({ count, dimension, kind, seed }: RowsCase, name = "rows"): Float64Array {
  const random = createRng(seed).stream(name);
  const draw = entries[kind];
  return Float64Array.from({ length: count * dimension }, (_, i) => draw(random, i % dimension));
}

const entries: Readonly<Record<RowsCase["kind"], (random: RandomStream, column: number) => number>> = {
  integers: (random) => random.int(7) - 3,
  normal: (random) => onGrid(random.normal()),
  offset: (random, column) => 2 ** 22 + column + onGrid(random.normal() / 1024),
};

/** A number rounded to the grid. */
export function onGrid(x: number): number {
  return Math.round(x * GRID) / GRID;
}

/** The classes of a case, for statistics. */
export function rowsLabels({ count, dimension, kind }: RowsCase): readonly string[] {
  return [`kind: ${kind}`, `rows: ${count <= dimension ? "no more than columns" : "more than columns"}`];
}

/** The rows of features as arrays. */
export function rowsOfFeatures(features: ArrayLike<number>, dimension: number): number[][] {
  const flat = Array.from(features);
  return Array.from({ length: flat.length / dimension }, (_, i) => flat.slice(i * dimension, (i + 1) * dimension));
}

/** The same rows in another order. */
export function shuffledRows(features: ArrayLike<number>, dimension: number, seed: number): Float64Array {
  const rows = rowsOfFeatures(features, dimension);
  const order = createRng(seed).stream("order").permutation(rows.length);
  return Float64Array.from([...order].flatMap((i) => rows[i] ?? []));
}
