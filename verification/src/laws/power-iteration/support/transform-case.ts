import { createRng } from "@lipschitz-gan/core";
import { type Rows, rowsOf, sizeOf } from "../../../arbitraries/rows.ts";
import { dot } from "./float64.ts";

/** An orthogonal transformation of rows or of columns. */
export type TransformKind = "signs" | "permutation" | "rotation";

/**
 * A random orthogonal matrix in float64: signs on the diagonal, a permutation with signs, or the product of two reflections.
 *
 * @param kind - which
 * @param size - rows
 * @param seed - of the random numbers
 */
export function orthogonal(kind: TransformKind, size: number, seed: number): Rows {
  const random = createRng(seed).stream(`orthogonal/${kind}/${size}`);
  if (kind === "rotation") {
    const axes = [0, 1].map(() => Array.from({ length: size }, () => random.normal()));
    return axes.reduce<Rows>(
      reflected,
      rowsOf(size, size, (i, j) => (i === j ? 1 : 0)),
    );
  }
  const order = kind === "permutation" ? random.permutation(size) : Int32Array.from({ length: size }, (_, i) => i);
  const signs = Array.from({ length: size }, () => 2 * random.int(2) - 1);
  return rowsOf(size, size, (i, j) => (order[i] === j ? (signs[i] ?? 0) : 0));
}

/** `(I - 2 aaᵀ / aᵀa) M`. */
function reflected(matrix: Rows, axis: readonly number[]): Rows {
  const [, columns] = sizeOf(matrix);
  const along = Array.from({ length: columns }, (_, j) =>
    matrix.reduce((sum, row, i) => sum + (row[j] ?? 0) * (axis[i] ?? 0), 0),
  );
  const factor = 2 / dot(axis, axis);
  return matrix.map((row, i) => row.map((x, j) => x - factor * (axis[i] ?? 0) * (along[j] ?? 0)));
}

/** `AB`. */
export function product(a: Rows, b: Rows): Rows {
  const [rows, inner] = sizeOf(a);
  const [, columns] = sizeOf(b);
  return rowsOf(rows, columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += (a[i]?.[k] ?? Number.NaN) * (b[k]?.[j] ?? Number.NaN);
    return sum;
  });
}

/** Every entry rounded to float32. */
export function rounded(matrix: Rows): Rows {
  return matrix.map((row) => row.map(Math.fround));
}
