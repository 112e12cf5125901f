/** Refuses anything but an integer >= 1. @internal */
export function checkCount(where: string, name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`${where}: ${name} must be an integer >= 1, received ${value}`);
  }
}

/**
 * Refuses a width outside `(0, 8]`.
 *
 * At 8 the largest kernel of table 3 has 134 million weights (0.5 GB); beyond that a tensor no longer fits into the
 * memory of a browser or of the WASM backend, and the allocation would fail with no word on the cause.
 *
 * @internal
 */
export function checkWidth(where: string, width: number): void {
  if (!(width > 0 && width <= 8)) throw new RangeError(`${where}: width must be in (0, 8], received ${width}`);
}

/** Refuses hidden layers that are not integers >= 1; an empty list is a linear model. @internal */
export function checkHidden(where: string, hidden: readonly number[]): void {
  for (const [i, units] of hidden.entries()) checkCount(where, `hidden[${i}]`, units);
}
