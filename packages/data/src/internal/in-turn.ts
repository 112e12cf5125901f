/**
 * Maps one after the other, so that of several failures it is always the first that is told.
 *
 * @param values - what to map
 * @param map - may fail
 * @returns the results in order
 * @internal
 */
export async function inTurn<T, R>(values: readonly T[], map: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of values) results.push(await map(value));
  return results;
}
