import { type ConstrainedWeight, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** After the optimizer's step and before the next update the kernel is divided by the norm that it had. */
export const mutant: Mutant = constraintMutant(
  "stale-norm",
  "The norm is taken in update and the promise says always, so a critic that is evaluated right after a step is beyond it.",
  () => ({
    ...frobenius(),
    bind: (weights) => {
      const norms = Object.fromEntries(
        weights.map(({ name }) => [`${name}/norm`, tf.tidy(() => tf.variable(tf.scalar(1), false))]),
      );
      const normOf = ({ name }: ConstrainedWeight): tf.Variable => norms[`${name}/norm`]!; // one a weight
      const dispose = (): void => Object.values(norms).forEach((norm) => norm.dispose());
      return {
        ...statelessBinding({ parametrize: (weight, value) => tf.div(value, normOf(weight)) }),
        update: (weight, value) => {
          tf.tidy(() => normOf(weight).assign(atLeastOne(value) as tf.Scalar)); // a sum over all axes
        },
        state: () => norms,
        dispose,
        [Symbol.dispose]: dispose,
      };
    },
  }),
);
