import { ShapeError } from "@lipschitz-gan/core";
import { addProduct } from "../linear-algebra/add-product.ts";
import type { FeatureStatistics } from "./feature-statistics.ts";

/** Mean and covariance in the making. */
export interface StatisticsAccumulator {
  /** Number of samples so far. */
  readonly count: number;
  /**
   * Takes some more samples; all of them, or none if it throws.
   *
   * @param features - any number of rows of `dimension` finite numbers
   * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if the length is no multiple of the dimension
   * @throws RangeError if a feature is not finite
   */
  add(features: ArrayLike<number>): void;
  /**
   * The statistics of all samples so far. More can be added afterwards.
   *
   * @returns mean and covariance, new arrays
   * @throws RangeError if there are fewer than two samples or a square overflows
   */
  finish(): FeatureStatistics;
}

/**
 * Computes mean and covariance of features that come a batch at a time.
 *
 * Rows are gathered into blocks of 63, whatever the batches, so the same rows in the same order give the same bits however
 * they are cut. A block's squares are taken about its own mean, and its mean's deviation δ from that of the n rows before
 * joins as one more row, `√(n m / (n + m)) δ` for m rows: only squares are added, so nothing cancels, however far from
 * 0 the features lie. Memory: d² numbers; work: `d² / 2` multiplications a row.
 *
 * Each covariance is within a few times `(64 + count / 63) · 2^-53 · √(Σᵢᵢ Σⱼⱼ)` of the exact one of the given features, and
 * as much again times how many standard deviations the first row lies from the mean, in each of the two features.
 *
 * @param dimension - number of features of a sample, an integer >= 1
 * @returns what takes the batches
 * @throws RangeError if the dimension is not an integer >= 1
 *
 * @example
 * ```ts
 * import { accumulateStatistics } from "@lipschitz-gan/metrics";
 *
 * const statistics = accumulateStatistics(2);
 * statistics.add([1, 10, 3, 10]);
 * statistics.add([5, 40]);
 * const { count, mean, covariance } = statistics.finish();
 * count; // => 3
 * Array.from(mean); // => [3, 20]
 * Array.from(covariance); // => [4, 30, 30, 300]
 * ```
 * @see Chan, Golub & LeVeque (1983), Algorithms for computing the sample variance, the update for two samples of m and n, https://doi.org/10.1080/00031305.1983.10483115
 */
export function accumulateStatistics(dimension: number): StatisticsAccumulator {
  if (!(Number.isSafeInteger(dimension) && dimension >= 1)) {
    throw new RangeError(`accumulateStatistics: dimension must be an integer >= 1, received ${dimension}`);
  }
  let shift: Float64Array | undefined;
  const sums: Sums = {
    count: 0,
    mean: new Float64Array(dimension),
    squares: new Float64Array(dimension ** 2),
  };
  const block: Block = { values: new Float64Array(dimension * blockWidth), rows: 0 };
  return {
    get count(): number {
      return sums.count + block.rows;
    },
    add(features: ArrayLike<number>): void {
      checkFeatures(features, dimension, sums.count + block.rows);
      if (features.length === 0) return;
      // Any point near the features will do; differences of near numbers are exact or nearly so.
      shift ??= Float64Array.from({ length: dimension }, (_, j) => features[j] ?? NaN);
      for (let start = 0; start < features.length; start += dimension) {
        for (let j = 0; j < dimension; j++) {
          block.values[j * blockWidth + block.rows] = (features[start + j] as number) - (shift[j] as number);
        }
        block.rows += 1;
        if (block.rows === blockRows) {
          addBlock(sums, block, dimension);
          block.rows = 0;
        }
      }
    },
    finish(): FeatureStatistics {
      const count = sums.count + block.rows;
      if (count < 2 || shift === undefined) {
        throw new RangeError(`accumulateStatistics: a covariance needs at least 2 samples, received ${count}`);
      }
      const total: Sums = { count: sums.count, mean: sums.mean.slice(), squares: sums.squares.slice() };
      if (block.rows > 0) addBlock(total, { values: block.values.slice(), rows: block.rows }, dimension);
      return statisticsOf(total, shift, dimension);
    },
  };
}

/** Sums over whole blocks: `mean` less the shift, and the squares about the mean, on and right of the diagonal. */
interface Sums {
  count: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** Rows in waiting, feature by feature: row r of feature j is at `j · blockWidth + r`. */
interface Block {
  readonly values: Float64Array;
  rows: number;
}

/** 63 rows and their mean make 64 products a sum. */
const blockRows = 63;
const blockWidth = blockRows + 1;

function checkFeatures(features: ArrayLike<number>, dimension: number, rowsBefore: number): void {
  if (features.length % dimension !== 0) {
    throw new ShapeError("accumulateStatistics", `[n · ${dimension}]`, [features.length]);
  }
  for (let i = 0; i < features.length; i++) {
    if (!Number.isFinite(features[i])) {
      throw new RangeError(
        `accumulateStatistics: features must be finite, received ${features[i]} in row ${rowsBefore + Math.floor(i / dimension)}, feature ${i % dimension}`,
      );
    }
  }
}

/** Adds a block, whose values it overwrites. Reads of typed arrays are `as number`: indices are in range, loops are hot. */
function addBlock(sums: Sums, block: Block, dimension: number): void {
  const { values, rows } = block;
  const total = sums.count + rows;
  const weight = Math.sqrt((sums.count / total) * rows);
  for (let j = 0; j < dimension; j++) {
    const start = j * blockWidth;
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += values[start + r] as number;
    const mean = sum / rows;
    for (let r = 0; r < rows; r++) values[start + r] = (values[start + r] as number) - mean;
    const deviation = mean - (sums.mean[j] as number);
    values[start + rows] = weight * deviation;
    sums.mean[j] = (sums.mean[j] as number) + (rows / total) * deviation;
  }
  const features = { values, stride: blockWidth, rows: dimension };
  addProduct({ values: sums.squares, stride: dimension, rows: dimension }, features, features, rows + 1, {
    upperOnly: true,
  });
  sums.count = total;
}

function statisticsOf({ count, mean, squares }: Sums, shift: Float64Array, dimension: number): FeatureStatistics {
  for (let i = 0; i < dimension; i++) {
    for (let j = i; j < dimension; j++) {
      const covariance = (squares[i * dimension + j] as number) / (count - 1);
      if (!Number.isFinite(covariance)) {
        throw new RangeError(
          `accumulateStatistics: squares of features must not overflow float64, received covariance ${covariance} of features ${i} and ${j}; scale the features`,
        );
      }
      squares[i * dimension + j] = covariance;
      squares[j * dimension + i] = covariance;
    }
  }
  return { count, dimension, mean: mean.map((value, j) => (shift[j] as number) + value), covariance: squares };
}
