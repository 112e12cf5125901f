/**
 * Checks a hyper-parameter that must be a finite number above zero.
 *
 * @param where - the factory
 * @param name - the option
 * @param value - what was given
 * @throws RangeError otherwise
 * @internal
 */
export function checkPositive(where: string, name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`${where}: ${name} must be a finite number > 0, received ${value}`);
  }
}

/**
 * Checks a hyper-parameter that must be a whole number of at least one.
 *
 * @param where - the factory
 * @param name - the option
 * @param value - what was given
 * @throws RangeError otherwise
 * @internal
 */
export function checkCount(where: string, name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`${where}: ${name} must be an integer >= 1, received ${value}`);
  }
}
