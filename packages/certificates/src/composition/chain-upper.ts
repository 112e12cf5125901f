import type { RealMap } from "../evaluation/real-map.ts";
import { matrixUpper } from "../linear/matrix-upper.ts";
import { lengthUp, productUp, sumUp } from "../rounding/round-up.ts";
import { sizeOf } from "../network/size-of.ts";

/** A linear operation in a chain, and an upper bound of its norm. */
export interface ChainLink {
  readonly map: RealMap;
  readonly upper: number;
}

/**
 * An upper bound of the norm of a chain of linear maps from its explicit matrix A.
 *
 * Column j is what the chain makes of the j-th unit vector. If the images so far are within r of the exact ones, then the next
 * map T takes the error to at most `‖T‖ r`, and adds what its own enclosure allows: `r' = ‖T‖ r + |radius|`. With these as the
 * columns of E, `‖A + E‖ <= ‖A‖ + ‖E‖_F`.
 *
 * @param links - the maps, first the one that is applied first
 * @returns the bound
 * @internal
 */
export function chainUpper(links: readonly ChainLink[]): number {
  const inputs = sizeOf(links[0]?.map.inputShape ?? []);
  const outputs = sizeOf(links.at(-1)?.map.outputShape ?? []);
  const columns = new Float64Array(inputs * outputs);
  const errors: number[] = [];
  for (let j = 0; j < inputs; j++) {
    let image = new Float64Array(inputs);
    image[j] = 1;
    let error = 0;
    for (const { map, upper } of links) {
      const { middle, radius } = map.enclose(image);
      error = sumUp(productUp(upper, error), lengthUp([...nonZero(radius)]));
      image = Float64Array.from(middle);
    }
    columns.set(image, j * outputs);
    errors.push(error);
  }
  return sumUp(matrixUpper(columns, inputs, outputs), lengthUp(errors));
}

function nonZero(radius: Float64Array): Float64Array {
  return radius.filter((value) => value !== 0);
}
