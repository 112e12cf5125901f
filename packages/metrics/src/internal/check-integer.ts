/**
 * Checks that an argument is an integer in a range.
 *
 * @param where - the function that refuses
 * @param name - the argument's name
 * @param value - the argument
 * @param least - the smallest that will do
 * @param most - the largest that will do
 * @throws RangeError if it is not
 * @internal
 */
export function checkInteger(
  where: string,
  name: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most)) {
    const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `in [${least}, ${most}]`;
    throw new RangeError(`${where}: ${name} must be an integer ${range}, received ${value}`);
  }
}
