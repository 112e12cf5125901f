import type { Gram } from "./gram.ts";
import { isScaledGramBelow, testMargin } from "./is-gram-below.ts";
import { largestEigenvector } from "./internal/largest-eigenvector.ts";
import { unscaled } from "./internal/power-of-two.ts";

/**
 * An upper bound of the norm of a matrix, given the products of its vectors: the Cholesky test, tried at bounds just above a guess
 * until it says yes.
 *
 * @param gram - the products
 * @returns a bound, above the norm by about 1e-7 of it, in the unit of the vectors
 * @internal
 */
export function gramUpper(gram: Gram): number {
  if (gram.frobenius === 0) return 0;
  const guess = guessSquare(gram);
  const margin = testMargin(gram, Math.sqrt(guess) * 1.01);
  let refused = guess;
  let excess = guess * FIRST_EXCESS + 4 * margin;
  let accepted = Math.sqrt(guess + excess);
  while (accepted < gram.frobenius && !isScaledGramBelow(gram, accepted)) {
    refused = guess + excess;
    excess *= 8;
    accepted = Math.sqrt(guess + excess);
  }
  return unscaled(refine(gram, refused, Math.min(accepted, gram.frobenius)), gram.scale);
}

/** Of the square, so that a bound is about 1e-7 above a good guess. */
const FIRST_EXCESS = 2 ** -22;

/** Halves the gap between the square of a refused bound and an accepted one. */
function refine(gram: Gram, refusedSquare: number, acceptedBound: number): number {
  let low = Math.sqrt(refusedSquare);
  let high = acceptedBound;
  while (high - low > 1e-6 * high) {
    const middle = low + (high - low) / 2;
    if (isScaledGramBelow(gram, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** A guess at the largest eigenvalue of H: a little below it in most cases. */
function guessSquare(gram: Gram): number {
  const size = gram.im === null ? gram.count : 2 * gram.count;
  const multiply = gram.im === null ? realProduct(gram.re, gram.count) : complexProduct(gram.re, gram.im, gram.count);
  const { value } = largestEigenvector(multiply, size, { seed: 1, tolerance: 1e-9, maxSteps: 200 });
  let largest = 0;
  for (let i = 0; i < gram.count; i++) largest = Math.max(largest, gram.re[i * gram.count + i] as number); // in range
  return Math.max(value, largest);
}

function realProduct(h: Float64Array, count: number): (x: Float64Array) => Float64Array {
  return (x) => {
    const y = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const row = i * count;
      const own = x[i] as number; // in range, as all indices here
      let sum = 0;
      for (let j = 0; j < i; j++) {
        const entry = h[row + j] as number;
        sum += entry * (x[j] as number);
        y[j] = (y[j] as number) + entry * own;
      }
      y[i] = sum + (h[row + i] as number) * own;
    }
    return y;
  };
}

/** A Hermitian matrix as a real one of twice the size: real parts of the vector first, then imaginary ones. */
function complexProduct(re: Float64Array, im: Float64Array, count: number): (x: Float64Array) => Float64Array {
  return (x) => {
    const y = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) {
      const row = i * count;
      const ownRe = x[i] as number; // in range, as all indices here
      const ownIm = x[count + i] as number;
      let sumRe = 0;
      let sumIm = 0;
      for (let j = 0; j < i; j++) {
        const a = re[row + j] as number;
        const b = im[row + j] as number;
        sumRe += a * (x[j] as number) - b * (x[count + j] as number);
        sumIm += a * (x[count + j] as number) + b * (x[j] as number);
        y[j] = (y[j] as number) + a * ownRe + b * ownIm;
        y[count + j] = (y[count + j] as number) + a * ownIm - b * ownRe;
      }
      const diagonal = re[row + i] as number;
      y[i] = sumRe + diagonal * ownRe;
      y[count + i] = sumIm + diagonal * ownIm;
    }
    return y;
  };
}
