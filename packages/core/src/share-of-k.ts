/**
 * The share of one weight in the Lipschitz bound `k` aimed at for the whole critic, `k^(1/L)`.
 *
 * The product of the shares is k for a chain in which every weight occurs once, with slopes of at most 1 between them. A
 * layer that is applied twice counts once in L, and sums, steeper activations and normalisation layers come on top.
 *
 * @param k - the bound aimed at for the composition of all constrained weights, positive
 * @param nWeights - L, how many weights share it, at least 1
 * @returns the factor for each weight
 *
 * @example
 * ```ts
 * import { shareOfK } from "@lipschitz-gan/core";
 *
 * shareOfK(16, 4); // => 2
 * ```
 * @see Miyato et al. (2018), eq. 7: the norm of a composition is at most the product of the norms, https://arxiv.org/abs/1802.05957
 */
export function shareOfK(k: number, nWeights: number): number {
  return k ** (1 / Math.max(1, nWeights));
}
