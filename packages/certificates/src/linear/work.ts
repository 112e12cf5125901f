/**
 * How many multiply-adds one bound may cost unless the caller says otherwise: 10 to 30 seconds on one core.
 *
 * Work is counted and never timed, so that the same model gets the same certificate everywhere.
 *
 * @internal
 */
export const DEFAULT_MAX_WORK: number = 2 ** 36;

/**
 * Multiply-adds that an upper bound by the Cholesky test takes: half of all products of vectors with each other, a few
 * factorisations of n³ / 6, and the search for a guess.
 *
 * @param count - number of vectors n
 * @param length - entries in each
 * @internal
 */
export function choleskyWork(count: number, length: number): number {
  return (count * count * length) / 2 + 0.4 * count * count * count + 100 * count * count;
}
