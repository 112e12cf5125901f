import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  return {
    ...bound,
    update: (weight, value) => {
      bound.update(weight, value);
      tf.tidy(() => weight.variable.assign(bound.parametrize(weight, value)));
    },
    parametrize: (_weight, value) => value,
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "assigned-in-place",
  bug: "W / σ is assigned to the variable itself, so that the optimiser moves the normalised weight (Keras)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
