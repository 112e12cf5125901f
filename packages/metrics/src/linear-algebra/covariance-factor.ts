import type { LinearAlgebra, SquareRootFactor } from "./linear-algebra.ts";

/**
 * Rows whose squares sum to a covariance, but for what rounding leaves of it.
 *
 * The correlations `Σᵢⱼ / (sᵢ sⱼ)` are factored, so a feature of small variance beside large ones keeps its digits, and the
 * factor's columns are multiplied by the standard deviations s again. It stops where at most `(d + 64) · 2^-53` of each
 * feature's variance is left: as much as factoring, d roundings an entry, and the covariance's own some tens of roundings
 * may have put there. A variance below 2^-900 counts as 0, because quotients of such numbers have no digits.
 *
 * @param covariance - symmetric and positive semi-definite, `dimension²` entries
 * @param dimension - number of features
 * @param linearAlgebra - what computes
 * @returns rows in the features' order
 * @throws RangeError if an entry is not finite, the matrix is not symmetric to rounding, a variance is negative, a correlation exceeds 1, or the factor does not give the correlations back
 * @internal
 */
export function covarianceFactor(
  covariance: Float64Array,
  dimension: number,
  linearAlgebra: LinearAlgebra,
): SquareRootFactor {
  const deviations = standardDeviations(covariance, dimension);
  const correlations = correlationsOf(covariance, deviations);
  const tolerance = (dimension + 64) * 2 ** -53;
  const factor = linearAlgebra.factorize(correlations, dimension, tolerance);
  checkFactor(factor, correlations, dimension);
  const { rows, rank } = factor;
  for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] as number) * (deviations[i % dimension] as number);
  return { rows, rank };
}

function standardDeviations(covariance: Float64Array, dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, i) => {
    const variance = covariance[i * dimension + i] ?? NaN;
    if (!(variance >= 0 && variance < Infinity)) {
      throw new RangeError(`frechetDistance: variances must be finite and >= 0, received ${variance} of feature ${i}`);
    }
    return variance < 2 ** -900 ? 0 : Math.sqrt(variance);
  });
}

/**
 * How far a covariance may be from one: as far as d roundings to float32 take it, so that statistics from elsewhere that
 * were kept in float32 are not refused.
 */
const slack = (dimension: number): number => (dimension + 64) * 2 ** -24;

/** Reads of typed arrays are `as number` in this file: indices are in range by construction. */
function correlationsOf(covariance: Float64Array, deviations: Float64Array): Float64Array {
  const size = deviations.length;
  const correlations = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const ofI = deviations[i] as number;
    for (let j = 0; j <= i; j++) {
      const ofJ = deviations[j] as number;
      const [entry, mirrored] = [covariance[i * size + j] as number, covariance[j * size + i] as number];
      const scale = Math.max(ofI, 2 ** -450) * Math.max(ofJ, 2 ** -450);
      if (!(Math.abs(entry) <= (1 + slack(size)) * scale && Math.abs(entry - mirrored) <= slack(size) * scale)) {
        throw new RangeError(
          `frechetDistance: a covariance must be symmetric, finite and positive semi-definite, received ${entry} and ${mirrored} of features ${i} and ${j}`,
        );
      }
      if (ofI === 0 || ofJ === 0) continue;
      const correlation = i === j ? 1 : entry / ofI / ofJ;
      correlations[i * size + j] = correlation;
      correlations[j * size + i] = correlation;
    }
  }
  return correlations;
}

/**
 * Refuses a factor whose squares are not the correlations, because the matrix was indefinite: what the pivoting left then
 * has entries that are not small. Its diagonal is looked at, and its product with one vector, of entries that follow no
 * pattern; all of it would take as long as the factor.
 */
function checkFactor({ rows, rank }: SquareRootFactor, correlations: Float64Array, size: number): void {
  const vector = Float64Array.from({ length: size }, (_, j) => 0.5 + ((j * 0.618_033_988_75) % 1));
  const restOfDiagonal = Float64Array.from({ length: size }, (_, i) => correlations[i * size + i] as number);
  const restOfProduct = new Float64Array(size);
  for (let i = 0; i < size; i++) restOfProduct[i] = dot(correlations, i * size, vector);
  for (let k = 0; k < rank; k++) {
    const along = dot(rows, k * size, vector);
    for (let i = 0; i < size; i++) {
      const entry = rows[k * size + i] as number;
      restOfDiagonal[i] = (restOfDiagonal[i] as number) - entry * entry;
      restOfProduct[i] = (restOfProduct[i] as number) - entry * along;
    }
  }
  const isSmall = (rest: Float64Array, scale: number): boolean =>
    rest.every((value) => Math.abs(value) <= slack(size) * scale);
  if (!(isSmall(restOfDiagonal, 1) && isSmall(restOfProduct, 1.5 * size))) {
    throw new RangeError(
      "frechetDistance: a covariance must be positive semi-definite, received one whose Cholesky factor does not give it back",
    );
  }
}

function dot(rows: Float64Array, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += (rows[start + j] as number) * (vector[j] as number);
  return sum;
}
