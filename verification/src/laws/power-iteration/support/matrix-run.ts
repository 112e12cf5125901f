import * as fc from "fast-check";
import {
  matrixCase,
  type MatrixCase,
  type MatrixCaseOptions,
  matrixLabels,
  matrixOf,
} from "../../../arbitraries/matrix-case.ts";
import type { Rows } from "../../../arbitraries/rows.ts";
import { showCase } from "../../../kit/show-case.ts";
import { type Svd, svd } from "../../../oracles/svd.ts";
import { halfRoundError, mayFlushSubnormals } from "./roundoff.ts";
import { startCase, type StartCase, startLabel } from "./start-case.ts";

/** A matrix and a start. */
export interface RunCase {
  readonly matrix: MatrixCase;
  readonly start: StartCase;
}

/**
 * Matrices and starts. At all scales, but only of normal numbers where subnormal ones may be taken for zero.
 *
 * @param options - what matrices are drawn; at most 16 × 16 unless given
 */
export function runCase(options: MatrixCaseOptions = {}): fc.Arbitrary<RunCase> {
  const scales = mayFlushSubnormals() ? "one" : "all";
  return fc.record({ matrix: matrixCase({ maxRows: 16, maxColumns: 16, scales, ...options }), start: startCase() });
}

/** The classes of a case, for statistics. */
export function runLabels({ matrix, start }: RunCase): readonly string[] {
  return [...matrixLabels(matrix), startLabel(start)];
}

/** A case as text, with the matrix itself where it is small enough to be read. */
export function showRun(given: RunCase): string {
  const matrix = matrixOf(given.matrix);
  return showCase(matrix.flat().length <= READABLE ? { ...given, matrix } : given);
}

const READABLE = 36;

/** A matrix and what is exactly known of it. */
export interface KnownMatrix {
  readonly matrix: Rows;
  readonly of: Svd;
  /** The largest singular value. */
  readonly sigma1: number;
  /** See `halfRoundError`; 0 for a zero matrix. */
  readonly error: number;
}

/** The matrix of a case with its decomposition. */
export function knownMatrix(given: MatrixCase): KnownMatrix {
  return known(matrixOf(given));
}

/** A matrix with its decomposition. */
export function known(matrix: Rows): KnownMatrix {
  const of = svd(matrix);
  const [sigma1 = Number.NaN] = of.sigmas;
  return { matrix, of, sigma1, error: sigma1 === 0 ? 0 : halfRoundError(matrix, sigma1) };
}
