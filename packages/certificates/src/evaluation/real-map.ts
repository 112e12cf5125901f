import type { Enclosure } from "./enclosure.ts";

/** A linear map between samples, in float64. */
export interface RealMap {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** The image of x. */
  readonly apply: (x: Float64Array) => Float64Array;
  /** The image of y under the adjoint. */
  readonly adjoint: (y: Float64Array) => Float64Array;
  /** The image of x, with a bound on its error for each entry. */
  readonly enclose: (x: Float64Array) => Enclosure;
}
