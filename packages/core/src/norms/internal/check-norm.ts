/**
 * Refuses what is no norm: NaN, infinite or negative.
 *
 * @internal
 */
export function checkNorm(where: string, what: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(`${where}: ${what} must be a finite number >= 0, received ${value}`);
  }
}
