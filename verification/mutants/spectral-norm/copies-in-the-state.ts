import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  const copies: Record<string, tf.Variable> = {};
  const state = (): Record<string, tf.Variable> => {
    for (const [name, variable] of Object.entries(bound.state())) {
      copies[name] ??= tf.variable(variable, false);
      copies[name].assign(tf.clone(variable));
    }
    return copies;
  };
  return { ...bound, state };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "copies-in-the-state",
  bug: "state() hands out copies, so that what a checkpoint restores never reaches u and v",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
