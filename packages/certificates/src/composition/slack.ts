/**
 * An upper bound with room for another program's roundings: `x (1 + 2^-40)`, and x itself where it is 0, or 1 by a rule without a
 * rounding.
 *
 * A checker recomputes claims from the claims that they rest on, each time with a few roundings upwards of its own, of at most
 * `2^-50` together. Zero and one go through products without a rounding and need none.
 *
 * @param x - the bound, >= 0
 * @param isComputed - whether x comes from a formula that a program may round, even if it is 1
 * @returns what is claimed
 * @internal
 */
export function slackUp(x: number, isComputed = false): number {
  return x === 0 || (x === 1 && !isComputed) ? x : x * (1 + 2 ** -40);
}

/**
 * A lower bound with room for another program's roundings: `x (1 - 2^-30)`, and x itself where it is 0 or 1.
 *
 * Lower bounds come from enclosures of sums of thousands of terms, for which two programs allow different errors, of up to
 * `n 2^-53` times the sum of magnitudes each.
 *
 * @param x - the bound, >= 0
 * @returns what is claimed
 * @internal
 */
export function slackDown(x: number): number {
  return x === 0 || x === 1 ? x : x * (1 - 2 ** -30);
}
