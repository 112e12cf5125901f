import type { LipschitzConstraint } from "@lipschitz-gan/core";
import type { WeightClippingOptions } from "@lipschitz-gan/regularizers";

/** A way of weight clipping, under test. */
export interface WeightClippingSubject {
  /** Makes the constraint: a bound on the entries, or the Lipschitz bound that it follows from. */
  readonly make: (options: WeightClippingOptions) => LipschitzConstraint;
}
