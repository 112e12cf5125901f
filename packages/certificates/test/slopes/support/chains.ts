import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { DenseMatrix } from "../../../src/slopes/dense-matrix.ts";
import type { SlopeChain } from "../../../src/slopes/slope-chain.ts";

/** Widths, slope ranges and a seed that weights are drawn from: shrinks well. */
export interface ChainPlan {
  readonly widths: readonly number[];
  readonly slopes: readonly (readonly [number, number])[];
  readonly seed: number;
  /** Power of two of each matrix. */
  readonly exponents: readonly number[];
}

export const SLOPE_RANGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [Math.fround(0.2), 1],
  [-0.1126, 1.0885],
  [-1, 1],
  [0, 0.25],
  [-2, 1],
  [0.5, 3],
  [-3, -1],
  [1, 1],
];

/** Plans of chains with at most this many units a layer and that many hidden layers. */
export function chainPlan(largest: number, nHidden: number): fc.Arbitrary<ChainPlan> {
  return fc.array(fc.integer({ min: 1, max: largest }), { minLength: 3, maxLength: nHidden + 2 }).chain((widths) =>
    fc.record({
      widths: fc.constant(widths),
      slopes: fc.array(fc.constantFrom(...SLOPE_RANGES), {
        minLength: widths.length - 2,
        maxLength: widths.length - 2,
      }),
      seed: fc.integer({ min: 1, max: 2 ** 30 }),
      exponents: fc.array(fc.integer({ min: -6, max: 6 }), {
        minLength: widths.length - 1,
        maxLength: widths.length - 1,
      }),
    }),
  );
}

/** The chain of a plan: normal weights as float32. */
export function chainOf({ widths, slopes, seed, exponents }: ChainPlan): SlopeChain {
  const normal = normals(seed);
  const weights = widths.slice(1).map((rows, i) => {
    const columns = widths[i] ?? 1;
    const power = 2 ** (exponents[i] ?? 0);
    return {
      rows,
      columns,
      values: Float64Array.from({ length: rows * columns }, () => Math.fround(normal()) * power),
    };
  });
  return { weights, slopes };
}

/** Box and Muller on a linear congruential generator. */
export function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state + 0.5) / 2 ** 31;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** The norm by the singular value decomposition of ml-matrix. */
export function normOf(matrix: Matrix): number {
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal[0] ?? 0;
}

export function toMatrix({ rows, columns, values }: DenseMatrix): Matrix {
  return Matrix.from1DArray(rows, columns, Array.from(values));
}

/** The product of the norms of all matrices and of the largest slopes. */
export function productOfNorms({ weights, slopes }: SlopeChain): number {
  const steepest = slopes.map(([a, b]) => Math.max(Math.abs(a), Math.abs(b)));
  return [...weights.map((matrix) => normOf(toMatrix(matrix))), ...steepest].reduce((a, b) => a * b, 1);
}

/** The largest norm of `W_l D_{l−1} … D_1 W_1` over all diagonal matrices of extreme slopes. */
export function largestOverPatterns({ weights, slopes }: SlopeChain): number {
  const sizes = slopes.map((_, i) => weights[i]?.rows ?? 0);
  const nUnits = sizes.reduce((a, b) => a + b, 0);
  let largest = 0;
  for (let pattern = 0; pattern < 2 ** nUnits; pattern++) {
    let unit = 0;
    let product = toMatrix(weights[0] as DenseMatrix);
    for (const [i, range] of slopes.entries()) {
      for (let row = 0; row < product.rows; row++) product.mulRow(row, range[(pattern >> unit++) & 1] ?? 0);
      product = toMatrix(weights[i + 1] as DenseMatrix).mmul(product);
    }
    largest = Math.max(largest, normOf(product));
  }
  return largest;
}
