import type { RandomStream } from "@lipschitz-gan/core";

/** How the entries of a kernel are made. */
export interface KernelValues {
  /**
   * - `normal`: normal numbers over the root of how many inputs they sum
   * - `zero`: nothing but zeros
   * - `one entry`: a single 1
   * - `orthogonal`: columns (or rows) of a reflection, so that all singular values of the kernel's matrix are equal
   * - `rank one`: an outer product
   * - `ones`: all 1
   * - `integers`: from -3 to 3
   */
  readonly profile: "normal" | "zero" | "one entry" | "orthogonal" | "rank one" | "ones" | "integers";
  /** All entries are multiplied by this. */
  readonly scale: number;
}

/**
 * The entries of a kernel, seen as a matrix of `rows` inputs and `columns` outputs.
 *
 * @param given - how they are made
 * @param rows - taps times input channels
 * @param columns - output channels
 * @param random - where random numbers come from
 * @returns row by row, rounded to float32
 */
export function kernelValues(
  { profile, scale }: KernelValues,
  rows: number,
  columns: number,
  random: RandomStream,
): Float32Array {
  const entry = entryOf(profile, rows, columns, random);
  return Float32Array.from({ length: rows * columns }, (_, i) => scale * entry(Math.floor(i / columns), i % columns));
}

function entryOf(
  profile: KernelValues["profile"],
  rows: number,
  columns: number,
  random: RandomStream,
): (row: number, column: number) => number {
  const spread = 1 / Math.sqrt(rows);
  const normals = (n: number): number[] => Array.from({ length: n }, () => random.normal());
  switch (profile) {
    case "zero":
      return () => 0;
    case "ones":
      return () => 1;
    case "integers":
      return () => random.int(7) - 3;
    case "one entry": {
      const place = random.int(rows * columns);
      return (row, column) => (row * columns + column === place ? 1 : 0);
    }
    case "rank one": {
      const [left, right] = [normals(rows), normals(columns)];
      return (row, column) => spread * (left[row] ?? 0) * (right[column] ?? 0);
    }
    case "orthogonal": {
      const axis = normals(Math.max(rows, columns));
      const square = axis.reduce((sum, x) => sum + x * x, 0) || 1;
      return (row, column) => (row === column ? 1 : 0) - (2 * (axis[row] ?? 0) * (axis[column] ?? 0)) / square;
    }
    default: // normal
      return () => spread * random.normal();
  }
}
