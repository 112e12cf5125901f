import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type Svd, svd } from "../oracles/svd.ts";
import { matrixCase, type MatrixCase, type MatrixCaseOptions, matrixLabels, matrixOf } from "./matrix-case.ts";
import { type Rows, rowsOf, sizeOf } from "./rows.ts";

/** One increment of a matrix W with singular values `σ₁ ≥ … ≥ σₙ` and vectors uᵢ, vᵢ. */
export interface Increment {
  /**
   * `still`: none; `random`: a normal matrix scaled to its size; `grow-weak`: along `uₙ vₙᵀ`; `shrink-leading`: along
   * `-u₁ v₁ᵀ`; `turn`: along `uₙ v₁ᵀ`, which turns the leading left vector.
   */
  readonly kind: "still" | "random" | "grow-weak" | "shrink-leading" | "turn";
  /** Spectral norm over σ₁ of the matrix before, `0 ≤ delta < 1`. */
  readonly delta: number;
  /** Of a random increment. */
  readonly seed: number;
}

/** A training history of a matrix: where it starts and how it moves. */
export interface HistoryCase {
  readonly start: MatrixCase;
  readonly increments: readonly Increment[];
}

/** What histories are drawn. */
export interface HistoryCaseOptions {
  /** What the start is drawn from; at most 8 × 8 near scale 1 if not given. */
  readonly start?: MatrixCaseOptions;
  /** Most increments; 20 if not given. */
  readonly maxSteps?: number;
  /** Largest relative spectral size of an increment, below 1; 0.1 if not given. */
  readonly maxDelta?: number;
  /** Which increments, at least one; all if not given. */
  readonly kinds?: readonly Increment["kind"][];
}

/**
 * Histories of matrices, as training makes them and as an adversary would.
 *
 * @param options - the start, how many increments, how large and of what kinds
 * @returns cases for {@link historyOf}
 */
export function historyCase({
  start = { maxRows: 8, maxColumns: 8, scales: "one" },
  maxSteps = 20,
  maxDelta = 0.1,
  kinds = ["still", "random", "grow-weak", "shrink-leading", "turn"],
}: HistoryCaseOptions = {}): fc.Arbitrary<HistoryCase> {
  const increment: fc.Arbitrary<Increment> = fc.record({
    kind: fc.constantFrom(...kinds),
    delta: fc.constantFrom(1, 0.5, 0.1, 1e-3).map((share) => share * maxDelta),
    seed: fc.nat(1e6),
  });
  // One kind all along takes a direction further than a mixture does: that is how a weak one overtakes the leading one.
  const persistent = fc
    .tuple(increment, fc.integer({ min: 1, max: maxSteps }))
    .map(([one, n]) => Array.from({ length: n }, (_, i) => ({ ...one, seed: one.seed + i })));
  return fc.record({
    start: matrixCase(start),
    increments: fc.oneof(
      { withCrossShrink: true },
      fc.array(increment, { maxLength: maxSteps, size: "max" }),
      persistent,
    ),
  });
}

/**
 * The matrices of a history.
 *
 * @param given - the case
 * @returns the start and the matrix after each increment, every entry rounded to float32: an increment's spectral norm is
 *   `delta σ₁` but for `2^-24 ‖W‖_F` of the new matrix (and `2^-150 √(rows · columns)` where entries are subnormal)
 */
export function historyOf(given: HistoryCase): readonly Rows[] {
  const matrices: Rows[] = [matrixOf(given.start)];
  for (const increment of given.increments) matrices.push(moved(matrices.at(-1) ?? [], increment));
  return matrices;
}

function moved(matrix: Rows, increment: Increment): Rows {
  if (increment.kind === "still") return matrix;
  const before = svd(matrix);
  const along = direction(matrix, before, increment);
  const length = increment.delta * (before.sigmas[0] ?? Number.NaN);
  return matrix.map((row, i) => row.map((x, j) => Math.fround(x + length * (along[i]?.[j] ?? Number.NaN))));
}

/** A matrix of spectral norm 1. */
function direction(matrix: Rows, { left, right }: Svd, { kind, seed }: Increment): Rows {
  const [rows, columns] = sizeOf(matrix);
  switch (kind) {
    case "grow-weak":
      return outer(left.at(-1), right.at(-1));
    case "shrink-leading":
      return outer(left[0], right[0]).map((row) => row.map((x) => -x));
    case "turn":
      return outer(left.at(-1), right[0]);
    default: {
      // random
      const random = createRng(seed).stream("increment");
      const normal = rowsOf(rows, columns, () => random.normal());
      const [largest = Number.NaN] = svd(normal).sigmas;
      return normal.map((row) => row.map((x) => x / largest));
    }
  }
}

function outer(left: readonly number[] = [], right: readonly number[] = []): number[][] {
  return left.map((x) => right.map((y) => x * y));
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 * @returns those of its start, how many increments it has, and each kind of increment in it
 */
export function historyLabels({ start, increments }: HistoryCase): readonly string[] {
  const kinds = new Set(increments.map(({ kind }) => kind));
  return [
    ...matrixLabels(start),
    `steps: ${increments.length === 0 ? "none" : increments.length <= 5 ? "1 to 5" : "more than 5"}`,
    ...Array.from(kinds, (kind) => `has ${kind}`),
  ];
}
