import type { LipschitzConstraint } from "./lipschitz-constraint.ts";
import { statelessBinding } from "./stateless-binding.ts";

/**
 * No constraint: the baseline to compare with, and what a generator usually has.
 *
 * @returns a constraint without hooks, which promises nothing
 *
 * @example
 * ```ts
 * import { unconstrained } from "@lipschitz-gan/core";
 *
 * unconstrained().guarantee.promises; // => []
 * ```
 */
export function unconstrained(): LipschitzConstraint {
  return {
    name: "unconstrained",
    guarantee: { statement: "Nothing is constrained and nothing is promised.", promises: [] },
    bind: () => statelessBinding({}),
  };
}
