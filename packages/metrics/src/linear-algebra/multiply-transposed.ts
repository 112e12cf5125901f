import { addProduct } from "./add-product.ts";

/**
 * The product `A Bᵀ` of two matrices stored row by row.
 *
 * The sums run over slices of 256 columns, packed so that the rows of a tile lie close together: at their own distance,
 * often a power of two, they would push one another out of the cache.
 *
 * @param a - `aRows · columns` entries
 * @param aRows - number of rows of A
 * @param b - `bRows · columns` entries
 * @param bRows - number of rows of B
 * @param columns - number of columns of both
 * @returns `aRows · bRows` entries, each within `(256 + columns / 256) · 2^-53 · Σ |aᵢₖ bⱼₖ|` of the exact one
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1 (the error of blocked sums)
 * @internal
 */
export function multiplyTransposed(
  a: Float64Array,
  aRows: number,
  b: Float64Array,
  bRows: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(aRows * bRows);
  for (let from = 0; from < columns; from += sliceWidth) {
    const width = Math.min(sliceWidth, columns - from);
    addProduct(
      { values: product, stride: bRows, rows: aRows },
      { values: slice(a, aRows, columns, from, width), stride: width, rows: aRows },
      { values: slice(b, bRows, columns, from, width), stride: width, rows: bRows },
      width,
    );
  }
  return product;
}

const sliceWidth = 256;

function slice(matrix: Float64Array, rows: number, columns: number, from: number, width: number): Float64Array {
  const packed = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    packed.set(matrix.subarray(i * columns + from, i * columns + from + width), i * width);
  }
  return packed;
}
