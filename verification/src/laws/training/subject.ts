import type { ConstrainedWeight, LipschitzConstraint, NamedVariables } from "@lipschitz-gan/core";
import type * as tf from "@tensorflow/tfjs-core";

/** What the table `training` tests: a constraint in real training runs. */
export interface TrainedConstraint {
  /** Makes the constraint, fresh for every run. */
  readonly make: () => LipschitzConstraint;
  /**
   * The left vector u of the power iteration behind a promise that holds in the limit, from which follows how fast it
   * comes true. Left out where there is none: nothing is then said of the limit.
   *
   * @param state - of the constrained critic
   * @param weight - one of its weights
   */
  readonly leftVector?: (state: NamedVariables, weight: ConstrainedWeight) => tf.Variable | undefined;
}
