/**
 * Float64 arithmetic on numbers >= 0 that never falls below the exact result, and is exact where that can be represented.
 *
 * Engines round +, -, *, / and sqrt to nearest, so a result is at most half a unit too small. The error of a product or
 * a sum is itself a float64 (Dekker 1971, Knuth), and only where it is positive the next number up is taken. That
 * keeps round numbers round (`2 · 0.5` is 1), and scaling by powers of two exact.
 *
 * @see Muller et al. (2018), Handbook of Floating-Point Arithmetic, sections 4.3 and 4.4
 */

/** A number above x: x + 1 or 2 units in the last place. */
export function up(x: number): number {
  return x * (1 + 2 ** -52) + Number.MIN_VALUE; // the first does nothing to a subnormal, the second to others
}

/** At least `a · b`; zero times infinity is zero, as for a map that is constant. */
export function productUp(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  const product = a * b;
  return productError(a, b, product) > 0 ? up(product) : product;
}

/** At least `a + b`. */
export function sumUp(a: number, b: number): number {
  const sum = a + b;
  return sumError(a, b, sum) > 0 ? up(sum) : sum;
}

/** At least `a / b`. */
export function quotientUp(a: number, b: number): number {
  const quotient = a / b;
  return isBelow(quotient, b, a) ? up(quotient) : quotient;
}

/** At least `√a`. */
export function rootUp(a: number): number {
  const root = Math.sqrt(a);
  return isBelow(root, root, a) ? up(root) : root;
}

/** At most `√a`. */
export function rootDown(a: number): number {
  const root = Math.sqrt(a);
  const square = root * root;
  const isAtMost = square < a || (square === a && productError(root, root, square) <= 0);
  return isAtMost && isSafe(root, square) ? root : root * (1 - 2 ** -52);
}

/** At most `a + b`. */
export function sumDown(a: number, b: number): number {
  const sum = a + b;
  return sumError(a, b, sum) < 0 ? sum * (1 - 2 ** -52) : sum;
}

/** At least `Σ xs`. */
export function sumOfUp(xs: readonly number[]): number {
  return xs.reduce(sumUp, 0);
}

/** At least `√(Σ x²)`. */
export function lengthUp(xs: readonly number[]): number {
  if (xs.length === 1) return Math.abs(xs[0] ?? 0);
  return rootUp(sumOfUp(xs.map((x) => productUp(x, x))));
}

/** Whether `a · b < c` in exact arithmetic, or may be. */
function isBelow(a: number, b: number, c: number): boolean {
  if (a === 0 || a === Infinity) return a < c;
  const product = a * b;
  return product < c || (product === c && productError(a, b, product) < 0) || !isSafe(a, b, product);
}

/** `a + b - fl(a + b)`. */
function sumError(a: number, b: number, sum: number): number {
  const ofB = sum - a;
  return a - (sum - ofB) + (b - ofB);
}

/** `a · b - fl(a · b)`; positive where it cannot be told. */
function productError(a: number, b: number, product: number): number {
  if (!isSafe(a, b, product)) return product === Infinity ? 0 : 1;
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
}

/** Whether the halves of the factors and all their products neither over- nor underflow. */
function isSafe(...xs: readonly number[]): boolean {
  return xs.every((x) => x > 2 ** -450 && x < 2 ** 450);
}

/** Veltkamp's splitting: two halves of 26 bits whose products are exact. */
function split(x: number): readonly [number, number] {
  const scaled = (2 ** 27 + 1) * x;
  const high = scaled - (scaled - x);
  return [high, x - high];
}
