import type { PackedRows } from "./packed-rows.ts";

/**
 * The 16 dot products of a group of rows with another, each summed in the order of the columns, so that `x·y` and `y·x`
 * are the same number.
 *
 * @param a - rows of the tile
 * @param groupA - which group of them
 * @param b - columns of the tile
 * @param groupB - which group of them
 * @param tile - 16 numbers, where they are written: pair (r, c) at `4r + c`
 * @internal
 */
export function tileProducts(a: PackedRows, groupA: number, b: PackedRows, groupB: number, tile: Float64Array): void {
  const [x, y] = [a.values, b.values];
  let p = groupA * 4 * a.dimension;
  let q = groupB * 4 * b.dimension;
  const end = p + 4 * a.dimension;
  let [c00, c01, c02, c03] = [0, 0, 0, 0];
  let [c10, c11, c12, c13] = [0, 0, 0, 0];
  let [c20, c21, c22, c23] = [0, 0, 0, 0];
  let [c30, c31, c32, c33] = [0, 0, 0, 0];
  for (; p < end; p += 4, q += 4) {
    // Within bounds by construction; a check of each read would take longer than the arithmetic.
    const x0 = x[p] as number;
    const x1 = x[p + 1] as number;
    const x2 = x[p + 2] as number;
    const x3 = x[p + 3] as number;
    const y0 = y[q] as number;
    const y1 = y[q + 1] as number;
    const y2 = y[q + 2] as number;
    const y3 = y[q + 3] as number;
    c00 += x0 * y0;
    c01 += x0 * y1;
    c02 += x0 * y2;
    c03 += x0 * y3;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c12 += x1 * y2;
    c13 += x1 * y3;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c22 += x2 * y2;
    c23 += x2 * y3;
    c30 += x3 * y0;
    c31 += x3 * y1;
    c32 += x3 * y2;
    c33 += x3 * y3;
  }
  tile[0] = c00;
  tile[1] = c01;
  tile[2] = c02;
  tile[3] = c03;
  tile[4] = c10;
  tile[5] = c11;
  tile[6] = c12;
  tile[7] = c13;
  tile[8] = c20;
  tile[9] = c21;
  tile[10] = c22;
  tile[11] = c23;
  tile[12] = c30;
  tile[13] = c31;
  tile[14] = c32;
  tile[15] = c33;
}
