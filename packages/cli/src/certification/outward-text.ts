/** Significant digits of a bound in print. */
const DIGITS = 5;

/**
 * An upper bound in print: rounded up, so that what is read is a bound, too.
 *
 * @param value - a number >= 0
 * @param digits - how many significant digits
 * @returns the text; "not finite" for anything else
 */
export function upperText(value: number, digits: number = DIGITS): string {
  return outward(value, digits, 1);
}

/**
 * A lower bound in print: rounded down.
 *
 * @param value - a number >= 0
 * @param digits - how many significant digits
 * @returns the text; "not finite" for anything else
 */
export function lowerText(value: number, digits: number = DIGITS): string {
  return outward(value, digits, -1);
}

function outward(value: number, digits: number, sign: 1 | -1): string {
  if (!Number.isFinite(value)) return "not finite";
  if (value === 0 || value === 1) return String(value); // exact, which the digits would not tell
  const nearest = write(value, digits);
  if (sign * (Number(nearest) - value) >= 0) return nearest;
  const exponent = Number(value.toExponential().split("e")[1]);
  return write(Number(nearest) + sign * 10 ** (exponent - digits + 1), digits);
}

function write(value: number, digits: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-3 && size < 1e6);
  return isPlain ? value.toPrecision(digits) : value.toExponential(digits - 1);
}
