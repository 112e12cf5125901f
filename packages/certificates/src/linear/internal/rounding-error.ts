/**
 * At least how far an entry can be from what is stored, as a fraction of that, if it is known to be near by a fraction of either.
 *
 * @internal
 */
export function relativeToStored(kernelError: number): number {
  return (kernelError / (1 - kernelError)) * (1 + 2 ** -51);
}
