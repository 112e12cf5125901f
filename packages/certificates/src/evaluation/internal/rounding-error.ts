/**
 * Enough to cover the roundings of up to 8 operations on numbers >= 0 that make up a radius.
 *
 * @internal
 */
export function widened(radius: number): number {
  return radius * (1 + 2 ** -49) + TINY;
}

/**
 * 16 times the smallest number: covers what underflow takes from a few operations.
 *
 * @internal
 */
export const TINY: number = 2 ** -1070;
