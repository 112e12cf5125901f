import { layerError } from "./layer-call.ts";

/** Entries of one signal: 512 MB in float64. */
const MOST_ENTRIES = 2 ** 26;

/**
 * Number of entries of a shape.
 *
 * @throws RangeError if a size is no integer >= 1, or there are more entries than can be worked with
 * @internal
 */
export function checkedSize(layer: { readonly path: string }, shape: readonly number[]): number {
  let size = 1;
  for (const n of shape) {
    if (!Number.isInteger(n) || n < 1) {
      throw layerError(layer, `its shapes must be integers >= 1, received [${shape.slice(0, 8).join(", ")}]`);
    }
    size *= n;
  }
  if (shape.length > 8 || size > MOST_ENTRIES) {
    throw layerError(
      layer,
      `its shapes must have at most 8 axes and 2^26 entries, received [${shape.slice(0, 9).join(", ")}]`,
    );
  }
  return size;
}
