import * as fc from "fast-check";
import { svd } from "../oracles/svd.ts";
import { exactRows, type ExactShape, exactShape, exactSigmas } from "./exact-shape.ts";
import { type Rows, rowsOf, sizeOf } from "./rows.ts";
import { type ConditionProfile, type GapProfile, turnedSpectrum } from "./turned-spectrum.ts";

/** A small matrix of whole numbers from -3 to 3: what every failing case shrinks to, if it can. */
export interface IntegersCase {
  readonly family: "integers";
  readonly entries: Rows;
}

/** What a matrix of a chosen spectrum is made of: its size, a power of two, and a seed of reflections. */
export interface Turned {
  readonly family: "spectrum";
  readonly rows: number;
  readonly columns: number;
  /** The largest singular value is about `2^exponent`. */
  readonly exponent: number;
  readonly seed: number;
}

/** A matrix of a chosen spectrum, turned by reflections. */
export type SpectrumCase = Turned & (ConditionProfile | GapProfile);

/** An exact shape times `2^exponent`. */
export interface ExactCase {
  readonly family: "exact";
  readonly of: ExactShape;
  readonly exponent: number;
}

/** A matrix as small plain data. */
export type MatrixCase = IntegersCase | SpectrumCase | ExactCase;

/** What matrices are drawn. */
export interface MatrixCaseOptions {
  /** Most rows; 64 if not given. Half of the matrices have no side above 8. */
  readonly maxRows?: number;
  /** Most columns; 48 if not given. */
  readonly maxColumns?: number;
  /** `"one"`: largest value near 1; `"all"`: also times powers of two from 2^-140 to 2^120. `"all"` if not given. */
  readonly scales?: "one" | "all";
  /** Which families, at least one; all if not given. */
  readonly families?: readonly MatrixCase["family"][];
}

/**
 * Matrices of every family, small whole numbers first: a failing case of any family shrinks towards them.
 *
 * Matrices of raw floats have exponents spread over 250 binades, so they are of rank one in effect and any power iteration
 * is exact after one round. So the spectrum is drawn, and turned by reflections.
 *
 * @param options - sizes, scales and families
 * @returns cases for {@link matrixOf}
 *
 * @example
 * ```ts
 * import * as fc from "fast-check";
 * import { matrixCase, matrixOf } from "@lipschitz-gan/verification";
 *
 * const wide = fc.sample(matrixCase({ maxRows: 3, maxColumns: 5 }), 10).map(matrixOf);
 * wide.every((matrix) => matrix.length <= 3); // => true
 * ```
 */
export function matrixCase({
  maxRows = 64,
  maxColumns = 48,
  scales = "all",
  families = ["integers", "spectrum", "exact"],
}: MatrixCaseOptions = {}): fc.Arbitrary<MatrixCase> {
  const arbitraries: Record<MatrixCase["family"], () => fc.Arbitrary<MatrixCase>> = {
    integers: () => integersCase(maxRows, maxColumns),
    spectrum: () => spectrumCase(maxRows, maxColumns, scales),
    exact: () =>
      fc.record({ family: fc.constant("exact"), of: exactShape(maxRows, maxColumns), exponent: exponent(scales, 100) }),
  };
  const weights: Record<MatrixCase["family"], number> = { integers: 2, spectrum: 5, exact: 3 };
  const drawn = (["integers", "spectrum", "exact"] as const).filter((family) => families.includes(family));
  return fc.oneof(
    { withCrossShrink: true },
    ...drawn.map((family) => ({ arbitrary: arbitraries[family](), weight: weights[family] })),
  );
}

function integersCase(maxRows: number, maxColumns: number): fc.Arbitrary<IntegersCase> {
  const [rows, columns] = [Math.min(maxRows, 4), Math.min(maxColumns, 5)];
  // More numbers than are used, so that rows and columns shrink without drawing anew.
  const numbers = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: rows * columns, maxLength: rows * columns });
  return fc
    .tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 1, max: columns }), numbers)
    .map(([height, width, values]) => ({
      family: "integers",
      entries: rowsOf(height, width, (i, j) => values[i * width + j] ?? Number.NaN),
    }));
}

function spectrumCase(maxRows: number, maxColumns: number, scales: "one" | "all"): fc.Arbitrary<SpectrumCase> {
  const profile: fc.Arbitrary<ConditionProfile | GapProfile> = fc.oneof(
    fc.record({ mode: fc.constantFrom(1, 2, 3, 4, 5, 6), logCondition: fc.integer({ min: 0, max: 7 }) }),
    fc.record({
      mode: fc.constant("gap"),
      gap: fc.constantFrom(0.5, 1, 0.9, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 0),
      tail: fc.constantFrom("flat", "falling"),
    }),
  );
  const placed = fc.record({ exponent: exponent(scales, 120), seed: fc.nat(1e6) });
  return fc
    .tuple(size(maxRows, maxColumns), profile, placed)
    .map(([shape, sigmas, rest]) => Object.assign({ family: "spectrum" as const }, shape, sigmas, rest));
}

function size(maxRows: number, maxColumns: number): fc.Arbitrary<{ rows: number; columns: number }> {
  const [rows, columns] = [side(maxRows), side(maxColumns)];
  const one = fc.constant(1);
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.record({ rows: side(Math.min(maxRows, 8)), columns: side(Math.min(maxColumns, 8)) }), weight: 4 },
    { arbitrary: side(Math.min(maxRows, maxColumns)).map((n) => ({ rows: n, columns: n })), weight: 1 },
    { arbitrary: fc.record({ rows: one, columns }), weight: 1 },
    { arbitrary: fc.record({ rows, columns: one }), weight: 1 },
    { arbitrary: fc.record({ rows, columns }), weight: 2 },
  );
}

function side(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}

/** Exponents of two: 0 as often as not. The largest keeps the largest entry in float32. */
function exponent(scales: "one" | "all", max: number): fc.Arbitrary<number> {
  const zero = fc.constant(0);
  return scales === "one" ? zero : fc.oneof({ withCrossShrink: true }, zero, fc.integer({ min: -140, max }));
}

/**
 * The matrix of a case.
 *
 * @param given - the case
 * @returns its rows, every entry a float32: those of a spectrum rounded once, which moves each singular value by at most
 *   `2^-24 ‖W‖_F` (and `2^-150 √(rows · columns)` where entries are subnormal), the others exact
 */
export function matrixOf(given: MatrixCase): Rows {
  switch (given.family) {
    case "integers":
      return given.entries;
    case "spectrum":
      return turnedSpectrum(given, given.rows, given.columns, given.seed).map((row) =>
        row.map((x) => Math.fround(x * 2 ** given.exponent)),
      );
    default: // exact
      return exactRows(given.of).map((row) => row.map((x) => x * 2 ** given.exponent));
  }
}

/**
 * The singular values of `matrixOf(given)` by a formula.
 *
 * @param given - the case
 * @returns `min(rows, columns)` values, largest first, each right to `8 · 2^-53` of the largest; undefined for the
 *   families that have no formula
 */
export function knownSingularValues(given: MatrixCase): readonly number[] | undefined {
  if (given.family !== "exact") return undefined;
  return exactSigmas(given.of).map((sigma) => sigma * 2 ** given.exponent);
}

/**
 * The classes of a case, for statistics, by the matrix as it is and not as it was meant.
 *
 * @param given - the case
 * @returns its family, gap `1 - σ₂ / σ₁`, aspect and scale (of σ₁ in float32)
 */
export function matrixLabels(given: MatrixCase): readonly string[] {
  const matrix = matrixOf(given);
  const { sigmas } = svd(matrix);
  return [
    `family: ${given.family}`,
    `gap: ${gapClass(sigmas)}`,
    `aspect: ${aspectClass(matrix)}`,
    `scale: ${scaleClass(sigmas[0] ?? Number.NaN)}`,
  ];
}

function gapClass([first = Number.NaN, second]: readonly number[]): string {
  if (first === 0) return "zero matrix";
  if (second === undefined) return "one value";
  const gap = 1 - second / first;
  // Below some roundings of float64 no oracle can tell the values apart.
  if (gap < 1e-13) return "multiple";
  const wider = [1e-6, 1e-3, 0.1, 1].find((limit) => gap < limit);
  return wider === undefined ? "rank one" : `below ${wider}`;
}

function aspectClass(matrix: Rows): string {
  const [rows, columns] = sizeOf(matrix);
  if (rows === columns) return rows === 1 ? "1 × 1" : "square";
  if (rows === 1) return "1 × n";
  if (columns === 1) return "n × 1";
  return rows < columns ? "wide" : "tall";
}

function scaleClass(largest: number): string {
  if (largest === 0) return "zero";
  if (largest < 2 ** -126) return "subnormal";
  if (largest < 2 ** -63) return "squares underflow";
  return largest < 2 ** 64 ? "squares are normal" : "squares overflow";
}

export { type ExactShape } from "./exact-shape.ts";
export { type Rows } from "./rows.ts";
export { type ConditionProfile, type GapProfile } from "./turned-spectrum.ts";
