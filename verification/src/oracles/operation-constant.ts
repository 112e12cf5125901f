import { svdError, u64 } from "../laws/weights/rounding.ts";
import type { ReferenceOperation } from "./reference-network.ts";
import { explicitRows, type SparseMap } from "./sparse-map.ts";
import { svd } from "./svd.ts";

/** Two numbers between which a constant lies for sure. */
export interface Enclosure {
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * The Lipschitz constant of one operation, of a merge in all its inputs together.
 *
 * Linear maps by the singular values of their explicit matrix, which are right up to `svdError` of the largest, and up to the
 * rounding of the entries, `roundings · u · |A|_F`; activations by sampled slopes; max pooling by the entry that is in most windows,
 * `√count`, attained where it leads in all of them; softmax 1/2, attained at two equal entries.
 *
 * @param operation - the operation
 * @returns an enclosure
 */
export function operationConstant({ action, inputs, outputs }: ReferenceOperation): Enclosure {
  switch (action.type) {
    case "linear":
      return linearConstant(action.map, action.roundings);
    case "entrywise":
      return { atLeast: action.slope * (1 - 2 ** -40), atMost: action.slope * SAMPLED };
    case "maximum of windows":
      return exactly(Math.sqrt(mostWindows(action.windows)));
    case "softmax":
      return exactly(action.size === 1 || outputs === 0 ? 0 : 1 / 2);
    default:
      if (action.merge === "sum") return exactly(Math.sqrt(inputs.length));
      return exactly(action.merge === "average" ? 1 / Math.sqrt(inputs.length) : 1);
  }
}

/** Softsign, the least smooth of the activations at its steepest, falls by 1/128 within a step of the grid. */
const SAMPLED = 1.01;

/** A number with some roundings; 0 and 1 have none. */
function exactly(constant: number): Enclosure {
  const slack = constant === 0 || constant === 1 ? 0 : 4 * u64;
  return { atLeast: constant * (1 - slack), atMost: constant * (1 + slack) };
}

function linearConstant(map: SparseMap, roundings: number): Enclosure {
  return largestSingularValue(map, roundings * u64 * frobenius(map.values));
}

/**
 * The largest singular value of a map.
 *
 * @param map - the map
 * @param error - Frobenius norm of what its entries may be off
 * @returns an enclosure
 */
export function largestSingularValue(map: SparseMap, error = 0): Enclosure {
  if (map.values.every((value) => value === 0)) return { atLeast: 0, atMost: error };
  const { sigmas } = svd(explicitRows(map));
  const largest = sigmas[0] ?? Number.NaN;
  const slack = largest * svdError(map.outputs, map.inputs) + error;
  return { atLeast: Math.max(0, largest - slack), atMost: largest + slack };
}

/** `|A|_F`, without over- or underflow of the squares of float32. */
export function frobenius(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2; // in range
  return Math.sqrt(sum);
}

function mostWindows(windows: readonly (readonly number[])[]): number {
  const counts = new Map<number, number>();
  for (const input of windows.flat()) counts.set(input, (counts.get(input) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
