import { singularValues } from "../singular-values.ts";
import type { LinearAlgebra } from "./linear-algebra.ts";
import { multiplyTransposed } from "./multiply-transposed.ts";
import { pivotedCholesky } from "./pivoted-cholesky.ts";

/**
 * Linear algebra in TypeScript, for every machine: no library, no thread, no native code.
 *
 * @example
 * ```ts
 * import { plainLinearAlgebra } from "@lipschitz-gan/metrics";
 *
 * const matrix = new Float64Array([1, 1, 1, 1]);
 * plainLinearAlgebra.factorize(matrix, 2, 1e-15).rank; // => 1
 * ```
 */
export const plainLinearAlgebra: LinearAlgebra = {
  name: "TypeScript",
  factorize: pivotedCholesky,
  multiplyTransposed,
  singularValues,
};
