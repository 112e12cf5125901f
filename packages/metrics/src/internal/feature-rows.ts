import { ShapeError } from "@lipschitz-gan/core";
import { checkInteger } from "./check-integer.ts";

/**
 * Checks features that lie row by row, and counts their rows.
 *
 * @param where - the function that refuses
 * @param name - the argument's name
 * @param features - `count · dimension` finite numbers
 * @param dimension - numbers of a row, an integer >= 1
 * @param least - the smallest number of rows that will do
 * @returns the number of rows
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if the length is not that of so many whole rows
 * @throws RangeError if the dimension is no integer >= 1 or a feature is NaN or infinite
 * @internal
 */
export function countRows(
  where: string,
  name: string,
  features: ArrayLike<number>,
  dimension: number,
  least: number,
): number {
  checkInteger(where, "dimension", dimension, 1);
  const count = features.length / dimension;
  if (!(Number.isInteger(count) && count >= least)) {
    throw new ShapeError(where, `${name} [n · ${dimension}] with n >= ${least}`, [features.length]);
  }
  for (let i = 0; i < features.length; i++) {
    const value = features[i];
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `${where}: every feature must be finite, received ${value} at ${name}[${i}], feature ${i % dimension} of sample ` +
          `${Math.floor(i / dimension)}; check the extractor and the samples it was given`,
      );
    }
  }
  return count;
}
