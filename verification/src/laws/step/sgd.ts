import type { Optimizer } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Plain gradient descent, `w ← w - lr g`, in which a wrong gradient shows as it is.
 *
 * @param learningRate - lr
 */
export function sgd(learningRate: number): Optimizer {
  let step = 0;
  return {
    name: "sgd",
    get step(): number {
      return step;
    },
    apply: (gradients, variables, factor = 1) => {
      step += 1;
      tf.tidy(() => {
        for (const [name, variable] of Object.entries(variables)) {
          variable.assign(tf.sub(variable, tf.mul(learningRate * factor, gradients[name] ?? Number.NaN)));
        }
      });
    },
    state: () => ({}),
    restore: (_state, restored) => {
      step = restored;
    },
    dispose: () => {},
    [Symbol.dispose]: () => {},
  };
}
