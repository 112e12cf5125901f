import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** The loss stays finite, the variable is NaN for ever, and nobody is told. */
export const mutant: Mutant = constraintMutant(
  "hides-nan",
  "What is not finite is replaced by zero, the usual cure for a norm that divides by zero (and what clipByValue of the WASM backend does to NaN in its own way).",
  () =>
    frobenius({
      parametrize: (_weight, value) => {
        const finite = tf.where(tf.isFinite(value), value, tf.zerosLike(value));
        return tf.div(finite, atLeastOne(finite));
      },
    }),
);
