import type { BoundConstraint } from "./lipschitz-constraint.ts";

/**
 * Completes the hooks of a constraint that keeps no state.
 *
 * @param hooks - any of `parametrize`, `penalty`, `project`
 * @returns a binding with these hooks, an empty state and nothing to dispose
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { statelessBinding } from "@lipschitz-gan/core";
 *
 * const halved = statelessBinding({ parametrize: (_weight, value) => tf.mul(value, 0.5) });
 * halved.state(); // => {}
 * ```
 */
export function statelessBinding(hooks: Pick<BoundConstraint, "parametrize" | "penalty" | "project">): BoundConstraint {
  return { ...hooks, state: () => ({}), dispose: () => {}, [Symbol.dispose]: () => {} };
}
