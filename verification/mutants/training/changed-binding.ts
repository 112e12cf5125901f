import type { BoundConstraint, ConstrainedWeight, LipschitzConstraint, Rng } from "@lipschitz-gan/core";

/**
 * A constraint whose binding is another one's with some hooks replaced.
 *
 * @param original - the right constraint
 * @param change - the hooks that differ, from the right binding
 */
export function changedBinding(
  original: LipschitzConstraint,
  change: (
    bound: BoundConstraint,
    context: { readonly weights: readonly ConstrainedWeight[]; readonly rng: Rng },
  ) => Partial<BoundConstraint>,
): LipschitzConstraint {
  return {
    ...original,
    bind: (weights, rng) => {
      const bound = original.bind(weights, rng);
      return { ...bound, ...change(bound, { weights, rng }) };
    },
  };
}
