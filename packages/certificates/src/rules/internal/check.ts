/**
 * Refuses what is no positive integer.
 *
 * @internal
 */
export function checkCount(where: string, what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${where}: ${what} must be an integer >= 1, received ${value}`);
  }
}

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
