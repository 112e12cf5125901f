/**
 * Number of entries of an array.
 *
 * @internal
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
