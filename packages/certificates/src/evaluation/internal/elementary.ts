/**
 * Elementary functions by + − · / alone, which all engines compute alike, with proven errors. u is 2^-53.
 */

/**
 * Relative error of {@link expOfNegative} and of {@link logOfOnePlus}, as a share of the computed value; and of each binary digit in
 * {@link logOf}.
 *
 * @internal
 */
export const ELEMENTARY_ERROR: number = 2 ** -46;

/**
 * What underflow can add to the errors.
 *
 * @internal
 */
export const ELEMENTARY_TINY: number = 2 ** -1060;

/**
 * `e^x` for x <= 0; off by at most `2^-46` times the result, plus `2^-1060`.
 *
 * With k the integer next to x / ln 2, `r = x − k ln 2` has |r| <= 0.3467. Its upper part `x − k · 0xfee00000…` is exact: the product has at
 * most 43 bits, and both are multiples of 2^-54 where |x| < 1/2, and of the last bit of x else, with a difference below 1/2. The lower part,
 * k · 1.9e-10, and the difference add less than 0.8 u. The Taylor polynomial of degree 13 by Horner is off by γ₂₇ e^|r|
 * and its coefficients by u e^|r|, which is at most 57 u e^r since e^(2|r|) <= 2.01; it leaves out 0.3467^14 / 14! · 1.5 < 0.1 u. Together this
 * is below 64 u = 2^-47 of e^x. The power of two is exact, or rounds to a multiple of 2^-1074.
 *
 * @internal
 */
export function expOfNegative(x: number): number {
  if (!(x >= -745.2)) return x < 0 ? 0 : Number.NaN; // below 2^-1075
  const k = Math.round(x * Math.LOG2E);
  const r = x - k * LN2_UPPER - k * LN2_LOWER;
  let sum = 0;
  for (const coefficient of INVERSE_FACTORIALS) sum = sum * r + coefficient;
  return sum * (POWERS[k + 1075] as number); // k is from -1075 to 0
}

/**
 * `log(1 + t)` for t in [0, 1]; off by at most `2^-46` times the result, plus `2^-1060`.
 *
 * It is `2 artanh s = 2 s Σ s^2k / (2k + 1)` with `s = t / (2 + t) <= 1/3`, off by 2 u. The 18 terms are positive: Horner is off by γ₃₇ of their
 * sum, and 5 u of s² by less than u more. The rest of the series is below 9^-18 / 32 < 0.01 u of the result. Together below 44 u < 2^-47.
 *
 * @internal
 */
export function logOfOnePlus(t: number): number {
  return artanhTimesTwo(t / (2 + t));
}

/**
 * `log(x)` for x >= 1; off by at most `2^-46 (k + 1)`, where `2^k` is the power of two next below or above x.
 *
 * x = 2^k f exactly with f in (0.7, 1.42): `log f = 2 artanh((f − 1) / (f + 1))`, whose argument is at most 0.175 and off by 2 u (f − 1 is exact),
 * so that it is off by 2^-47 · 0.36 as in {@link logOfOnePlus}; `k ln 2` is off by 2 u k ln 2 and the sum by u (k + 1).
 *
 * @internal
 */
export function logOf(x: number): { readonly value: number; readonly error: number } {
  let [f, k] = [x, 0];
  while (f > 1.42) {
    f /= 2;
    k++;
  }
  return { value: k * Math.LN2 + artanhTimesTwo((f - 1) / (f + 1)), error: ELEMENTARY_ERROR * (k + 1) };
}

/**
 * The distribution function Φ of the standard normal distribution and its density φ; Φ is off by at most `2^-43`.
 *
 * For |x| < 9, `Φ = 1/2 + φ Σ x^(2n+1) / (2n + 1)!!`, where all terms have one sign. Term n is off by 3 n u: 1 u of x² in each of n factors, n
 * products and n quotients; at most 170 terms are needed, so that their sum is off by less than 700 u. The loop ends at a term below 2^-60 of
 * the sum where the next factor is below 1/2, so that the rest is smaller than that term. `φ = e^(−x²/2) / √(2π)` is off by 2^-46, 41 u for the rounding of
 * x²/2 < 40.5 and 3 u. Since φ Σ <= 1/2, Φ is off by less than 1024 u / 2 + u. Beyond 9, Φ is within 2^-60 of 0 or 1.
 *
 * @see Marsaglia (2004), Evaluating the normal distribution, https://doi.org/10.18637/jss.v011.i04
 * @internal
 */
export function normalDistribution(x: number): { readonly distribution: number; readonly density: number } {
  const square = x * x;
  const density = expOfNegative(-square / 2) * 0.3989422804014327;
  if (!(square < 81)) return { distribution: x > 0 ? 1 : x < 0 ? 0 : Number.NaN, density };
  let [term, sum] = [x, x];
  for (let n = 3; n < 400; n += 2) {
    term *= square / n;
    sum += term;
    if (Math.abs(term) <= Math.abs(sum) * 2 ** -60 && 2 * square < n) break;
  }
  return { distribution: 0.5 + density * sum, density };
}

/**
 * Error of {@link normalDistribution}.
 *
 * @internal
 */
export const DISTRIBUTION_ERROR: number = 2 ** -43;

function artanhTimesTwo(s: number): number {
  const square = s * s;
  let sum = 0;
  for (const coefficient of INVERSE_ODD) sum = sum * square + coefficient;
  return 2 * s * sum;
}

/** The first 32 bits of ln 2, and the rest. */
const LN2_UPPER = 0.6931471803691238;
const LN2_LOWER = 1.9082149292705877e-10;

/** `1 / n!`, from 13 down to 0. */
const INVERSE_FACTORIALS: readonly number[] = Array.from({ length: 14 }, (_, i) => {
  let factorial = 1; // exact up to 18!
  for (let n = 2; n <= 13 - i; n++) factorial *= n;
  return 1 / factorial;
});

/** `1 / (2k + 1)`, from k = 17 down to 0. */
const INVERSE_ODD: readonly number[] = Array.from({ length: 18 }, (_, i) => 1 / (35 - 2 * i));

/** `2^(i − 1075)` for i from 0 to 1075; the first is 0. */
const POWERS: Float64Array = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1076);
  let power = 1;
  for (let i = 1075; i >= 0; i--) {
    powers[i] = power;
    power /= 2;
  }
  return powers;
}
