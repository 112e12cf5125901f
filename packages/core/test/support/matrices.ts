import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { createRng } from "@lipschitz-gan/core";
import { u32 } from "./tensors.ts";

/** Rows of a matrix in float64, each entry a float32. */
export type Rows = readonly (readonly number[])[];

/** Singular values and vectors in float64, largest first. */
export function svd(rows: Rows): { sigmas: number[]; left: number[][] } {
  const result = new SingularValueDecomposition(new Matrix(rows.map((row) => [...row])), { autoTranspose: true });
  return { sigmas: result.diagonal, left: result.leftSingularVectors.transpose().to2DArray() };
}

/**
 * A matrix of a chosen spectrum, rounded to float32.
 *
 * Matrices of raw floats have exponents spread over 250 binades: they are of rank one in effect, and power iteration is
 * exact after one round. So the spectrum is drawn and turned by reflections.
 */
export interface MatrixCase {
  readonly rows: number;
  readonly columns: number;
  readonly spectrum: "flat" | "gap-1e-6" | "geometric" | "one-large" | "one-small" | "arithmetic";
  readonly condition: number;
  readonly seed: number;
}

export const matrixCase = (largest = 16): fc.Arbitrary<MatrixCase> =>
  fc.record({
    rows: fc.integer({ min: 1, max: largest }),
    columns: fc.integer({ min: 1, max: largest }),
    spectrum: fc.constantFrom("flat", "gap-1e-6", "geometric", "one-large", "one-small", "arithmetic"),
    condition: fc.constantFrom(1, 10, 1e3, 1e7),
    seed: fc.nat(1e6),
  });

function wantedSigma({ spectrum, condition }: MatrixCase, i: number, n: number): number {
  const t = n === 1 ? 0 : i / (n - 1);
  switch (spectrum) {
    case "flat":
      return 1;
    case "gap-1e-6":
      return i === 0 ? 1 : 1 - 1e-6;
    case "geometric":
      return condition ** -t;
    case "one-large":
      return i === 0 ? 1 : 1 / condition;
    case "one-small":
      return i === n - 1 && n > 1 ? 1 / condition : 1;
    default: // arithmetic
      return 1 - t * (1 - 1 / condition);
  }
}

/** The float32 matrix of a case. */
export function matrixOfCase(wanted: MatrixCase): number[][] {
  const { rows, columns, seed } = wanted;
  const random = createRng(seed).stream("matrix");
  let matrix = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => (i === j ? wantedSigma(wanted, i, Math.min(rows, columns)) : 0)),
  );
  for (let turn = 0; turn < 3; turn++) {
    matrix = reflect(
      matrix,
      Array.from({ length: rows }, () => random.normal()),
    );
    matrix = transposed(
      reflect(
        transposed(matrix),
        Array.from({ length: columns }, () => random.normal()),
      ),
    );
  }
  return matrix.map((row) => row.map(Math.fround));
}

/** (I - 2 a aᵀ / aᵀa) M. */
function reflect(matrix: Rows, axis: readonly number[]): number[][] {
  const square = axis.reduce((sum, a) => sum + a * a, 0);
  const along = (matrix[0] ?? []).map((_, j) =>
    matrix.reduce((sum, row, i) => sum + (row[j] ?? 0) * (axis[i] ?? 0), 0),
  );
  return matrix.map((row, i) => row.map((x, j) => x - ((2 * (axis[i] ?? 0)) / square) * (along[j] ?? 0)));
}

export function transposed(matrix: Rows): number[][] {
  return (matrix[0] ?? []).map((_, j) => matrix.map((row) => row[j] ?? 0));
}

/** `Σ m_ij²`. */
export function squareSum(matrix: Rows): number {
  return matrix.flat().reduce((sum, x) => sum + x * x, 0);
}

/**
 * Relative rounding error of `uᵀWv` with unit vectors computed in float32: two dot products of lengths m and n lose at
 * most (m + n) u ‖W‖_F, and the vectors' norms are off by (n/2 + 3) u each.
 */
export function tau(matrix: Rows): number {
  const m = matrix.length;
  const n = matrix[0]?.length ?? 0;
  const { sigmas } = svd(matrix);
  return u32 * ((m + n) / 2 + 8 + (m + n) * Math.sqrt(squareSum(matrix) / (sigmas[0] ?? 1) ** 2));
}
