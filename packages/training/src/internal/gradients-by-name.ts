import type { NamedVariables } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Gradients under the variables' stable names; zero where the loss does not depend on a variable.
 *
 * @param variables - what to differentiate by
 * @param f - the loss
 * @returns new tensors under the same names, which the caller disposes
 * @internal
 */
export function gradientsByName(variables: NamedVariables, f: () => tf.Scalar): Record<string, tf.Tensor> {
  const { grads } = tf.variableGrads(f, Object.values(variables));
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
}
