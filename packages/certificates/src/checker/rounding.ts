/** Half the distance from 1 to the next number: the relative error of one operation in float64. */
export const UNIT: number = 2 ** -53;

/**
 * Thrown where a certificate is not to be believed; its message is the reason that the user reads.
 *
 * @internal
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/**
 * Refuses unless a condition holds.
 *
 * @internal
 */
export function demand(condition: boolean, reason: () => string): asserts condition {
  if (!condition) throw new Refusal(reason());
}

/**
 * Higham's `γ_k = k u / (1 − k u)`, rounded up: the relative error of k operations in a row, such as a sum of k products.
 *
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., lemma 3.1
 * @internal
 */
export function gamma(k: number): number {
  demand(k < 2 ** 50, () => `sums must have fewer than 2^50 terms, received ${k}`);
  return ((k * UNIT) / (1 - k * UNIT)) * (1 + 8 * UNIT);
}

/** Above x >= 0, one operation's rounding included. */
export function up(x: number): number {
  return x * (1 + 4 * UNIT) + Number.MIN_VALUE;
}

/** Below x >= 0, one operation's rounding included; 0 if x is, since nothing >= 0 is rounded to less. */
export function down(x: number): number {
  return x === 0 ? 0 : x * (1 - 4 * UNIT) - Number.MIN_VALUE;
}

/** At least `a b`; exact for whole numbers, and where a factor is 0 or 1. */
export function timesUp(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  if (a === 1 || b === 1) return a * b;
  return areWhole(a, b, a * b) ? a * b : up(a * b);
}

/** At least `a + b`; exact for whole numbers, and where one is 0. */
export function plusUp(a: number, b: number): number {
  return a === 0 || b === 0 || areWhole(a, b, a + b) ? a + b : up(a + b);
}

/** At most `a + b`, for a, b >= 0: the error of the sum is a float64 itself (Knuth). */
export function plusDown(a: number, b: number): number {
  const sum = a + b;
  const ofB = sum - a;
  return a - (sum - ofB) + (b - ofB) < 0 ? down(sum) : sum;
}

/** At most `√x`; exact where the root is whole. */
export function rootDown(x: number): number {
  const root = Math.sqrt(x);
  return areWhole(x, root, root) && root * root === x ? root : down(root);
}

/** At least `a / b`; exact for whole numbers whose quotient is whole, and where b is 1. */
export function overUp(a: number, b: number): number {
  const quotient = a / b;
  return b === 1 || (areWhole(a, b, quotient) && quotient * b === a) ? quotient : up(quotient);
}

/** At least `√x`; exact where the root is whole. */
export function rootUp(x: number): number {
  const root = Math.sqrt(x);
  return areWhole(x, root, root) && root * root === x ? root : up(root);
}

/** At least `√(Σ xs²)`; tiny numbers are scaled by a power of two, so that their squares keep their digits. */
export function lengthUp(xs: readonly number[]): number {
  const largest = xs.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scale = largest > 0 && largest < 2 ** -400 ? 2 ** 600 : 1;
  const length = rootUp(xs.reduce((sum, x) => plusUp(sum, timesUp(scale * x, scale * x)), 0));
  return scale === 1 ? length : up(length / scale);
}

function areWhole(a: number, b: number, c: number): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(c);
}

/**
 * What a check may still cost, in multiply-adds: a certificate that asks for years is refused instead.
 *
 * @internal
 */
export interface Work {
  left: number;
}

/**
 * Takes work from what is left.
 *
 * @internal
 */
export function spend(work: Work, amount: number): void {
  work.left -= amount;
  demand(work.left >= 0, () => "the check must take at most 10^13 multiply-adds, but this certificate asks for more");
}
