import { addComplexDotProducts, addDotProducts, type DotBlock } from "./dot-products.ts";

/**
 * Whether the Cholesky factorisation of a Hermitian matrix completes in floating point: whether all pivots are positive.
 *
 * It works on columns in panels: what the columns before a panel contribute is taken off by blocks, what those within it do one by
 * one. Each entry is `(b_ij − Σ_{k<j} l_ik conj(l_jk)) / l_jj` with the sum in some order, which is all that the error bound
 * needs (Higham, lemma 8.4).
 *
 * @param re - real parts, row by row; only the lower triangle counts, and it is overwritten
 * @param im - imaginary parts below the diagonal, or null for a real matrix; overwritten
 * @param size - number of rows
 * @returns false as soon as a pivot is not positive, NaN included
 * @internal
 */
export function choleskyCompletes(re: Float64Array, im: Float64Array | null, size: number): boolean {
  for (let from = 0; from < size; from += PANEL) {
    const to = Math.min(size, from + PANEL);
    if (from > 0) {
      const block = panelOf(size, from, to);
      if (im === null) addDotProducts(re, re, block);
      else addComplexDotProducts(re, im, re, im, block);
    }
    const completes = im === null ? factorPanel(re, size, from, to) : factorComplexPanel(re, im, size, from, to);
    if (!completes) return false;
  }
  return true;
}

const PANEL = 16;

function panelOf(size: number, from: number, to: number): DotBlock {
  return {
    rowLength: size,
    first: 0,
    last: from,
    rowsFrom: from,
    rowsTo: size,
    columnsFrom: from,
    columnsTo: to,
    width: size,
    sign: -1,
  };
}

// Every index is in range by construction.

function factorPanel(a: Float64Array, size: number, from: number, to: number): boolean {
  for (let j = from; j < to; j++) {
    const row = j * size;
    let square = 0;
    for (let k = from; k < j; k++) square += (a[row + k] as number) * (a[row + k] as number);
    const pivot = (a[row + j] as number) - square;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[row + j] = root;
    for (let i = j + 1; i < size; i++) {
      const other = i * size;
      let sum = 0;
      for (let k = from; k < j; k++) sum += (a[other + k] as number) * (a[row + k] as number);
      a[other + j] = ((a[other + j] as number) - sum) / root;
    }
  }
  return true;
}

function factorComplexPanel(re: Float64Array, im: Float64Array, size: number, from: number, to: number): boolean {
  for (let j = from; j < to; j++) {
    const row = j * size;
    let square = 0;
    for (let at = row + from; at < row + j; at++) {
      square += (re[at] as number) * (re[at] as number) + (im[at] as number) * (im[at] as number);
    }
    const pivot = (re[row + j] as number) - square;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    re[row + j] = root;
    for (let i = j + 1; i < size; i++) {
      const shift = (i - j) * size;
      let sumRe = 0;
      let sumIm = 0;
      for (let at = row + from; at < row + j; at++) {
        const x = re[shift + at] as number;
        const u = im[shift + at] as number;
        const y = re[at] as number;
        const v = im[at] as number;
        sumRe += x * y + u * v;
        sumIm += u * y - x * v;
      }
      const entry = shift + row + j;
      re[entry] = ((re[entry] as number) - sumRe) / root;
      im[entry] = ((im[entry] as number) - sumIm) / root;
    }
  }
  return true;
}
