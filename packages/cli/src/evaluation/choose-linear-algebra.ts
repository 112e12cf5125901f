import { type LinearAlgebra, loadLapack } from "@lipschitz-gan/metrics";

/** Up to so many features plain TypeScript takes less than a second, and gives the same digits on every machine. */
const PLAIN_DIMENSION = 512;

/**
 * What computes the Fréchet distance: for many features a LAPACK, where there is one.
 *
 * @param dimension - number of features
 * @param log - where the choice is told, if there is one
 * @returns nothing for plain TypeScript
 */
export function chooseLinearAlgebra(dimension: number, log: (line: string) => void): LinearAlgebra | undefined {
  if (dimension <= PLAIN_DIMENSION) return undefined;
  const found = loadLapack();
  if ("linearAlgebra" in found) {
    log(`linear   algebra by ${found.linearAlgebra.name}`);
    return found.linearAlgebra;
  }
  log(`linear   algebra in TypeScript, which takes longer: ${found.reason}`);
  return undefined;
}
