import * as fc from "fast-check";
import { type Rows, rowsOf, sizeOf } from "./rows.ts";

/** A matrix of small whole numbers whose singular values are known by a formula. */
export type ExactShape =
  | { readonly shape: "zero"; readonly rows: number; readonly columns: number }
  | { readonly shape: "identity"; readonly size: number }
  | { readonly shape: "diagonal"; readonly diagonal: readonly number[] }
  | { readonly shape: "permutation"; readonly order: readonly number[] }
  /** `|a|² I - 2 a aᵀ`, a Householder reflection times `|a|²`, so that whole numbers make whole numbers. */
  | { readonly shape: "reflection"; readonly axis: readonly number[] }
  /** Sylvester's Hadamard matrix of size `2^log2`. */
  | { readonly shape: "hadamard"; readonly log2: number }
  | { readonly shape: "rank one"; readonly left: readonly number[]; readonly right: readonly number[] }
  | { readonly shape: "ones"; readonly rows: number; readonly columns: number }
  | { readonly shape: "tridiagonal"; readonly size: number; readonly diagonal: number; readonly side: number }
  | { readonly shape: "block diagonal"; readonly blocks: readonly ExactShape[] }
  | { readonly shape: "kronecker"; readonly left: ExactShape; readonly right: ExactShape }
  /** `[A; A]`: A over A. */
  | { readonly shape: "stacked"; readonly part: ExactShape };

/**
 * Shapes of at most the given size; the plain ones first, since cases shrink towards them.
 *
 * @param maxRows - at least 1
 * @param maxColumns - at least 1
 */
export function exactShape(maxRows: number, maxColumns: number): fc.Arbitrary<ExactShape> {
  const composed: fc.Arbitrary<ExactShape>[] = [];
  const [halfRows, halfColumns] = [Math.floor(maxRows / 2), Math.floor(maxColumns / 2)];
  const [rootRows, rootColumns] = [Math.floor(Math.sqrt(maxRows)), Math.floor(Math.sqrt(maxColumns))];
  if (halfRows >= 1)
    composed.push(fc.record({ shape: fc.constant("stacked"), part: plainShape(halfRows, maxColumns) }));
  if (halfRows >= 1 && halfColumns >= 1) {
    const blocks = fc.tuple(plainShape(halfRows, halfColumns), plainShape(halfRows, halfColumns));
    composed.push(fc.record({ shape: fc.constant("block diagonal"), blocks }));
  }
  const [left, right] = [plainShape(rootRows, rootColumns), plainShape(rootRows, rootColumns)];
  composed.push(fc.record({ shape: fc.constant("kronecker"), left, right }));
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: plainShape(maxRows, maxColumns), weight: 3 },
    ...composed.map((arbitrary) => ({ arbitrary, weight: 1 })),
  );
}

/** Sides longer than this would be no new shape, only harder to read. */
const LONGEST = 12;

function plainShape(maxRows: number, maxColumns: number): fc.Arbitrary<ExactShape> {
  const rows = fc.integer({ min: 1, max: Math.min(maxRows, LONGEST) });
  const columns = fc.integer({ min: 1, max: Math.min(maxColumns, LONGEST) });
  const shorter = Math.min(maxRows, maxColumns, LONGEST);
  const size = fc.integer({ min: 1, max: shorter });
  const digit = fc.integer({ min: -3, max: 3 });
  const vector = (maxLength: number): fc.Arbitrary<number[]> =>
    fc.array(digit, { minLength: 1, maxLength: Math.min(maxLength, LONGEST), size: "max" });
  const order = size.chain((n) => {
    const places = Array.from({ length: n }, (_, i) => i);
    return fc.shuffledSubarray(places, { minLength: n, maxLength: n });
  });
  return fc.oneof(
    fc.record({ shape: fc.constant("diagonal"), diagonal: vector(shorter) }),
    fc.record({ shape: fc.constant("zero"), rows, columns }),
    fc.record({ shape: fc.constant("identity"), size }),
    fc.record({ shape: fc.constant("permutation"), order }),
    fc.record({ shape: fc.constant("reflection"), axis: vector(Math.min(shorter, 8)) }),
    fc.record({ shape: fc.constant("hadamard"), log2: fc.integer({ min: 0, max: Math.floor(Math.log2(shorter)) }) }),
    fc.record({ shape: fc.constant("rank one"), left: vector(maxRows), right: vector(maxColumns) }),
    fc.record({ shape: fc.constant("ones"), rows, columns }),
    fc.record({ shape: fc.constant("tridiagonal"), size, diagonal: digit, side: digit }),
  );
}

/** The matrix of a shape: whole numbers below 2^13, by the sizes that `exactShape` draws. */
export function exactRows(of: ExactShape): number[][] {
  switch (of.shape) {
    case "zero":
      return rowsOf(of.rows, of.columns, () => 0);
    case "identity":
      return rowsOf(of.size, of.size, (i, j) => (i === j ? 1 : 0));
    case "diagonal":
      return rowsOf(of.diagonal.length, of.diagonal.length, (i, j) => (i === j ? at(of.diagonal, i) : 0));
    case "permutation":
      return rowsOf(of.order.length, of.order.length, (i, j) => (of.order[i] === j ? 1 : 0));
    case "reflection":
      return rowsOf(
        of.axis.length,
        of.axis.length,
        (i, j) => (i === j ? square(of.axis) : 0) - 2 * at(of.axis, i) * at(of.axis, j),
      );
    case "hadamard":
      return rowsOf(2 ** of.log2, 2 ** of.log2, (i, j) => (hasOddBits(i & j) ? -1 : 1));
    case "rank one":
      return rowsOf(of.left.length, of.right.length, (i, j) => at(of.left, i) * at(of.right, j));
    case "ones":
      return rowsOf(of.rows, of.columns, () => 1);
    case "tridiagonal":
      return rowsOf(of.size, of.size, (i, j) => [of.diagonal, of.side][Math.abs(i - j)] ?? 0);
    case "block diagonal":
      return of.blocks.map(exactRows).reduce(blockDiagonal, []);
    case "kronecker":
      return kronecker(exactRows(of.left), exactRows(of.right));
    default: // stacked
      return [...exactRows(of.part), ...exactRows(of.part)];
  }
}

/**
 * The singular values of a shape by its formula, largest first; as many as its shorter side is long. Each is right to some
 * eight roundings of the largest in float64: one for a root or a product, a few for a cosine.
 */
export function exactSigmas(of: ExactShape): number[] {
  const known = unordered(of);
  const [rows, columns] = sizeOf(exactRows(of));
  // Blocks that are not square leave rows and columns of zeros, and so do single values of wide and tall matrices.
  return [...known, ...zeros(Math.min(rows, columns) - known.length)].toSorted((a, b) => b - a);
}

function unordered(of: ExactShape): number[] {
  switch (of.shape) {
    case "zero":
      return [];
    case "identity":
      return Array.from({ length: of.size }, () => 1);
    case "diagonal":
      return of.diagonal.map(Math.abs);
    case "permutation":
      return of.order.map(() => 1);
    case "reflection":
      return of.axis.map(() => square(of.axis));
    case "hadamard":
      return Array.from({ length: 2 ** of.log2 }, () => Math.sqrt(2 ** of.log2));
    case "rank one":
      return [Math.sqrt(square(of.left) * square(of.right))];
    case "ones":
      return [Math.sqrt(of.rows * of.columns)];
    case "tridiagonal": // a symmetric Toeplitz matrix: its eigenvalues are b + 2 a cos(kπ / (n + 1)), the cosine as a sine
      return Array.from({ length: of.size }, (_, k) =>
        Math.abs(of.diagonal + 2 * of.side * Math.sin(((of.size - 1 - 2 * k) * Math.PI) / (2 * (of.size + 1)))),
      );
    case "block diagonal":
      return of.blocks.flatMap(exactSigmas);
    case "kronecker":
      return exactSigmas(of.left).flatMap((x) => exactSigmas(of.right).map((y) => x * y));
    default: // stacked
      return exactSigmas(of.part).map((x) => x * Math.SQRT2);
  }
}

function at(vector: readonly number[], i: number): number {
  return vector[i] ?? Number.NaN;
}

function square(vector: readonly number[]): number {
  return vector.reduce((sum, x) => sum + x * x, 0);
}

function hasOddBits(bits: number): boolean {
  let isOdd = false;
  for (let rest = bits; rest > 0; rest &= rest - 1) isOdd = !isOdd;
  return isOdd;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function blockDiagonal(above: number[][], below: number[][]): number[][] {
  const [left, right] = [above[0]?.length ?? 0, below[0]?.length ?? 0];
  return [...above.map((row) => [...row, ...zeros(right)]), ...below.map((row) => [...zeros(left), ...row])];
}

function kronecker(left: Rows, right: Rows): number[][] {
  return left.flatMap((a) => right.map((b) => a.flatMap((x) => b.map((y) => x * y))));
}
