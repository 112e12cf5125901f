import { type BoundConstraint, type ConstrainedWeight, type Rng, startVector } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding, _weights: readonly ConstrainedWeight[], rng: Rng): BoundConstraint {
  let step = 0;
  return {
    ...bound,
    update: (weight, value) => {
      tf.tidy(() =>
        bound.state()[`${weight.name}/u`]?.assign(startVector(weight.matrix!, rng.stream("fresh", step++))),
      );
      bound.update(weight, value);
    },
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "fresh-start-each-update",
  bug: "u starts from a new random vector at every update: one round from there is no approximation",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
