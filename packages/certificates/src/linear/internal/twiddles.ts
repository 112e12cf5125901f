/** `e^{2πik / count}` for k = 0 … count − 1. */
export interface Twiddles {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/**
 * At least the distance of each computed `e^{2πik / count}` from the exact one.
 *
 * With u = 2⁻⁵³. Symmetry, in whole numbers, leaves angles `x = (π / 2) (r / count)` with `2 r <= count`, so x <= 0.7854. Math.PI is off
 * by 0.36u relative and product and quotient by u each: `|Δx| <= 2.4u x < 1.9u`, which moves the cosine by less than 1.4u and the sine by less
 * than 1.9u. The series `cos x = 1 − z/(1·2) (1 − z/(3·4) (1 − …))` and `sin x = x (1 − z/(2·3) (1 − z/(4·5) (1 − …)))`, z = x² <= 0.617, are
 * cut where what is left is below x²⁰ / 20! < 2⁻⁶⁷. In a step `t = 1 − a t'` the term a t' has three roundings (z, quotient, product)
 * and the difference one: an error e' of t' becomes `a (3.1u + e') + u`. All but the last steps of the cosine have a <= 0.617 / 12, so e' <= 1.3u; the
 * last one has a <= 0.309: 2.4u. The sine ends with `a <= 0.103`, 1.5u, and the product by x: `0.79 · 1.5u + 0.71u < 2u`. In all the cosine is off by less than
 * 4u, the sine by less than 4u, and both together by less than √2 · 4u < 6u.
 *
 * @internal
 */
export const TWIDDLE_ERROR: number = 8 * 2 ** -53;

/**
 * The roots of unity, with an error of {@link TWIDDLE_ERROR} at most.
 *
 * @param count - how many, an integer from 1 to 2⁵⁰
 * @internal
 */
export function twiddlesOf(count: number): Twiddles {
  const cosines = new Float64Array(count);
  const sines = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const quadrant = Math.floor((4 * k) / count); // exact: a quotient that is no integer is off by 1 / count from one
    const rest = 4 * k - quadrant * count;
    const isFolded = 2 * rest > count;
    const x = ((Math.PI / 2) * (isFolded ? count - rest : rest)) / count;
    const [cosine, sine] = isFolded ? [sineOf(x), cosineOf(x)] : [cosineOf(x), sineOf(x)];
    cosines[k] = [cosine, -sine, -cosine, sine][quadrant] ?? 0;
    sines[k] = [sine, cosine, -sine, -cosine][quadrant] ?? 0;
  }
  return { cosines, sines };
}

function cosineOf(x: number): number {
  const z = x * x;
  let t = 1;
  for (let k = 18; k >= 2; k -= 2) t = 1 - (z / ((k - 1) * k)) * t;
  return t;
}

function sineOf(x: number): number {
  const z = x * x;
  let t = 1;
  for (let k = 19; k >= 3; k -= 2) t = 1 - (z / ((k - 1) * k)) * t;
  return x * t;
}
