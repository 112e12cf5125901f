import type { LipschitzConstraint } from "@lipschitz-gan/core";

/** Options of a gradient penalty: `λ · mean_i (‖∇ₓ D(x̂ᵢ)‖₂ − k)²`, or of `max(0, …)²`. */
export interface PenaltyOptions {
  /** λ, positive; 10 unless given. */
  readonly lambda?: number;
  /** Target of the norms, positive; 1 unless given. */
  readonly k?: number;
  /** Whether norms below the target count as well; `"two"` unless given. */
  readonly sided?: "one" | "two";
}

/** What the table `gradient-penalty` tests. */
export interface GradientPenaltySubject {
  /**
   * Makes the constraint.
   *
   * @param options - λ, target, sides
   */
  readonly make: (options?: PenaltyOptions) => LipschitzConstraint;
}
