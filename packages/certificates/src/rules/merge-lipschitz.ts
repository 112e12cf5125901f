import { checkNorm } from "./internal/check.ts";
import { lengthUp, productUp, quotientUp, sumOfUp } from "../rounding/round-up.ts";

/** How branches of a network come together. */
export type MergeKind = "sum" | "average" | "concatenation" | "maximum" | "minimum";

/**
 * The Lipschitz constant of branches of the same input that are merged, from the constants L of the branches.
 *
 * - sum: `Σ L`; a residual connection is the sum of the identity, 1, and its branch
 * - average: `Σ L / n`
 * - concatenation: `√(Σ L²)`
 * - maximum, minimum, entry by entry: `√(Σ L²)`, since `|max aᵢ - max bᵢ| <= max |aᵢ - bᵢ|` in each entry, whose square is
 *   at most `Σ |aᵢ - bᵢ|²`; attained when different branches lead in different entries
 *
 * Products of branches have no constant: they grow with the branches themselves.
 *
 * @param kind - how they are merged
 * @param constants - one Lipschitz constant a branch, with respect to the common input
 * @returns the constant of the whole, rounded up
 * @throws RangeError if there is no branch, or a constant is not a number >= 0
 *
 * @example
 * ```ts
 * import { mergeLipschitz } from "@lipschitz-gan/certificates";
 *
 * mergeLipschitz("sum", [1, 0.5]); // => 1.5
 * mergeLipschitz("concatenation", [3, 4]); // => 5
 * ```
 * @see Szegedy et al. (2014), Intriguing properties of neural networks, section 4.3, https://arxiv.org/abs/1312.6199, for chains
 */
export function mergeLipschitz(kind: MergeKind, constants: readonly number[]): number {
  if (constants.length === 0) throw new RangeError("mergeLipschitz: there must be at least one branch, received none");
  for (const constant of constants) {
    if (constant !== Infinity) checkNorm("mergeLipschitz", "a branch's constant", constant);
  }
  switch (kind) {
    case "sum":
      return sumOfUp(constants);
    case "average": {
      const share = quotientUp(1, constants.length);
      // TensorFlow.js multiplies by the float32 next to 1 / n.
      return productUp(sumOfUp(constants), Math.max(share, Math.fround(share)));
    }
    default:
      return lengthUp(constants);
  }
}
