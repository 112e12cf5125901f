import { CompensatedSums } from "./compensated-sum.ts";
import { forEachGroupPair, GROUP, type PackedRows } from "./packed-rows.ts";
import { tileProducts } from "./tile-products.ts";

/**
 * The unbiased estimate of the squared maximum mean discrepancy with the kernel `k(x, y) = (x·y / dimension + 1)³`,
 *
 * `Σ_{i≠j} k(x_i, x_j) / (m (m - 1)) + Σ_{i≠j} k(y_i, y_j) / (n (n - 1)) - 2 Σ_{ij} k(x_i, y_j) / (m n)`.
 *
 * @param x - at least two rows
 * @param y - at least two rows of the same length
 * @see Gretton et al. (2012), A Kernel Two-Sample Test, lemma 6, equation 3, https://jmlr.org/papers/v13/gretton12a.html
 * @internal
 */
export function squaredDiscrepancy(x: PackedRows, y: PackedRows): number {
  const within = (rows: PackedRows): number => (2 * kernelSum(rows, rows)) / (rows.count * (rows.count - 1));
  return within(x) + within(y) - (2 * kernelSum(x, y)) / (x.count * y.count);
}

/** Sum of the kernel over all pairs; of a set with itself over the pairs `i < j`. */
function kernelSum(x: PackedRows, y: PackedRows): number {
  const sum = new CompensatedSums(1);
  const tile = new Float64Array(GROUP * GROUP);
  forEachGroupPair(x, y, (groupX, groupY) => {
    tileProducts(x, groupX, y, groupY, tile);
    const nRows = Math.min(GROUP, x.count - groupX * GROUP);
    const nColumns = Math.min(GROUP, y.count - groupY * GROUP);
    const onDiagonal = x === y && groupX === groupY;
    let partial = 0;
    for (let r = 0; r < nRows; r++) {
      for (let c = onDiagonal ? r + 1 : 0; c < nColumns; c++) {
        const base = (tile[r * GROUP + c] as number) / x.dimension + 1;
        partial += base * base * base;
      }
    }
    sum.add(0, partial);
  });
  return sum.total(0);
}
