/**
 * How far a value must be from where a decision turns for another program to decide alike: the ends of intervals differ by the
 * roundings of those who compute them, and whole numbers often lie just there.
 *
 * @param a - one end
 * @param b - the other
 * @returns 2^-30 of the larger size, and a little more than nothing
 *
 * @internal
 */
export function roomAround(a: number, b: number): number {
  return Math.max(Math.abs(a), Math.abs(b)) * 2 ** -30 + 2 ** -900;
}
