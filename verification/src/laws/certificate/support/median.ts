/**
 * The median.
 *
 * @param values - at least one number
 * @returns the middle one in order; of an even number the larger of the two
 */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
