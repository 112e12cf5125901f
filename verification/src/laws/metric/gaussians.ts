import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import { createRng, type RandomStream } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { featuresOf, rowsOfFeatures } from "./feature-rows.ts";

/** Two normal distributions with covariances in one random orthogonal basis, as small plain data. */
export interface GaussiansCase {
  readonly dimension: number;
  /** Decimal logarithm of how far apart the eigenvalues of one covariance are. */
  readonly logCondition: number;
  /** How many eigenvalues of either are exactly zero, below the dimension. */
  readonly zeros: readonly [number, number];
  /** Whether the basis is the coordinate axes, or random. */
  readonly basis: "axes" | "random";
  readonly seed: number;
}

/** Pairs of normal distributions, of one dimension and full rank first. */
export function gaussiansCase(maxDimension: number): fc.Arbitrary<GaussiansCase> {
  return fc.integer({ min: 1, max: maxDimension }).chain((dimension) =>
    fc.record({
      dimension: fc.constant(dimension),
      logCondition: fc.integer({ min: 0, max: 6 }),
      zeros: fc.oneof(
        { weight: 2, arbitrary: fc.constant([0, 0] as const) },
        { weight: 1, arbitrary: fc.tuple(fc.nat(dimension - 1), fc.nat(dimension - 1)) },
      ),
      basis: fc.constantFrom("axes" as const, "random" as const),
      seed: fc.nat(1e6),
    }),
  );
}

/** The classes of a case, for statistics. */
export function gaussiansLabels({ dimension, zeros, basis }: GaussiansCase): readonly string[] {
  return [
    `basis: ${dimension === 1 ? "one dimension" : basis}`,
    `rank: ${zeros[0] + zeros[1] === 0 ? "full" : "deficient"}`,
  ];
}

/** A pair of normal distributions, and the eigenvalues of each in the common basis. */
export interface Gaussians {
  readonly a: FeatureStatistics;
  readonly b: FeatureStatistics;
  readonly eigenvalues: readonly [readonly number[], readonly number[]];
}

/** The pair of a case. Means are quarters of whole numbers. */
export function gaussiansOf({ dimension, logCondition, zeros, basis, seed }: GaussiansCase): Gaussians {
  const rng = createRng(seed);
  const turns = basis === "axes" ? [] : axesOf(rng.stream("basis"), dimension);
  const spectra = zeros.map((nZeros, side) => {
    const random = rng.stream("eigenvalues", side);
    const values = Array.from({ length: dimension }, (_, i) =>
      i < nZeros ? 0 : 10 ** (-logCondition * random.uniform()),
    );
    return [...random.permutation(dimension)].map((i) => values[i] ?? Number.NaN);
  });
  const [one = [], other = []] = spectra;
  const mean = rng.stream("means");
  return {
    a: gaussianOf(one, turns, meanOf(mean, dimension)),
    b: gaussianOf(other, turns, meanOf(mean, dimension)),
    eigenvalues: [one, other],
  };
}

function meanOf(random: RandomStream, dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, () => (random.int(17) - 8) / 4);
}

/** Three reflections leave no direction special. */
const TURNS = 3;

/** Normal vectors of reflections. */
export function axesOf(random: RandomStream, dimension: number): readonly (readonly number[])[] {
  return Array.from({ length: TURNS }, () => Array.from({ length: dimension }, () => random.normal()));
}

/** A normal distribution with the given eigenvalues, turned by reflections. */
function gaussianOf(
  eigenvalues: readonly number[],
  turns: readonly (readonly number[])[],
  mean: Float64Array,
): FeatureStatistics {
  const dimension = eigenvalues.length;
  const diagonal = Float64Array.from({ length: dimension ** 2 }, (_, i) =>
    i % (dimension + 1) === 0 ? (eigenvalues[Math.floor(i / dimension)] ?? Number.NaN) : 0,
  );
  return { count: dimension + 10, dimension, mean, covariance: turned(diagonal, dimension, turns) };
}

/**
 * `Q M Qᵀ` with Q a product of reflections `I - 2 a aᵀ / aᵀa`, symmetric to the last bit.
 *
 * @param matrix - symmetric, row by row
 * @param dimension - rows and columns
 * @param turns - the axes
 */
export function turned(
  matrix: ArrayLike<number>,
  dimension: number,
  turns: readonly (readonly number[])[],
): Float64Array {
  let rows = rowsOfFeatures(matrix, dimension);
  for (const axis of turns) {
    rows = rows.map((row) => reflectedRow(row, axis));
    rows = rows.map((_, j) => rows.map((row) => row[j] ?? Number.NaN)).map((row) => reflectedRow(row, axis));
  }
  return Float64Array.from(rows.flatMap((row, i) => row.map((x, j) => (x + (rows[j]?.[i] ?? Number.NaN)) / 2)));
}

/** A row after a reflection. */
export function reflectedRow(row: readonly number[], axis: readonly number[]): number[] {
  const square = axis.reduce((sum, a) => sum + a * a, 0);
  const along = row.reduce((sum, x, j) => sum + x * (axis[j] ?? Number.NaN), 0);
  return row.map((x, j) => x - ((2 * along) / square) * (axis[j] ?? Number.NaN));
}

/** Two normal distributions with nothing in common, `Σ = A Aᵀ` of a matrix of whole numbers, exactly. */
export function integerGaussian(dimension: number, rank: number, seed: number, name: string): FeatureStatistics {
  const factor = rowsOfFeatures(featuresOf({ count: dimension, dimension: rank, kind: "integers", seed }, name), rank);
  return {
    count: dimension + 10,
    dimension,
    mean: meanOf(createRng(seed).stream(`mean of ${name}`), dimension),
    covariance: Float64Array.from(
      factor.flatMap((one) => factor.map((other) => one.reduce((sum, x, i) => sum + x * (other[i] ?? 0), 0))),
    ),
  };
}
