/**
 * Mean and standard deviation over splits or subsets, the latter divided by n as numpy's `std` is, which the original
 * codes of the scores use.
 *
 * @param values - at least one finite number
 * @internal
 */
export function meanAndStd(values: readonly number[]): { readonly value: number; readonly std: number } {
  const value = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((total, x) => total + (x - value) ** 2, 0) / values.length;
  return { value, std: Math.sqrt(variance) };
}
