/** A number in six digits, for a reader of a counterexample. */
export function sixDigits(x: number): string {
  return String(Number(x.toPrecision(6)));
}
