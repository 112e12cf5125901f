import type { LipschitzConstraint } from "@lipschitz-gan/core";
import type { WeightNormOptions } from "@lipschitz-gan/regularizers";

/** A weight normalisation, under test. */
export interface WeightNormSubject {
  /** Makes the constraint. */
  readonly make: (options: WeightNormOptions) => LipschitzConstraint;
}
