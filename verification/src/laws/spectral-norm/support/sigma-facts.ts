import type { Rows } from "../../../arbitraries/rows.ts";
import { bilinear } from "../../power-iteration/support/float64.ts";
import { estimateError } from "../../power-iteration/support/roundoff.ts";
import type { StateVectors } from "./one-layer.ts";

/** What a constraint divides by, in float64 from its own vectors. */
export interface SigmaFacts {
  /** `max |uᵀWv|` over the blocks. */
  readonly sigma: number;
  /** How far the computed one may be off, over `sigma`. */
  readonly error: number;
  /** The blocks that may attain the maximum, within rounding, each with the sign of its `uᵀWv`. */
  readonly attaining: readonly { readonly block: number; readonly sign: number }[];
  /** Vectors of every block. */
  readonly vectors: StateVectors;
}

/**
 * The estimate of the largest singular value that vectors give.
 *
 * @param blocks - rows of every block
 * @param vectors - of every block
 */
export function sigmaFacts(blocks: readonly Rows[], vectors: StateVectors): SigmaFacts {
  const each = blocks.map((matrix, block) => {
    const [u, v] = [vectors.u[block] ?? [], vectors.v[block] ?? []];
    return { block, value: bilinear(matrix, u, v), roundoff: estimateError(matrix, u, v) };
  });
  const sigma = Math.max(...each.map(({ value }) => Math.abs(value)));
  const error = Math.max(...each.map(({ roundoff }) => roundoff));
  const attaining = each.filter(({ value }) => Math.abs(value) >= sigma - 2 * error);
  return {
    sigma,
    error: error / sigma,
    attaining: attaining.map(({ block, value }) => ({ block, sign: Math.sign(value) })),
    vectors,
  };
}
