import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  let updates = 0;
  return {
    ...bound,
    update: (weight, value) => {
      bound.update(weight, value);
      updates++;
    },
    // constrain itself runs a first round, so that the second update is the first of training.
    parametrize: (weight, value) => (updates < 2 ? value : bound.parametrize(weight, value)),
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "not-normalised-at-first",
  bug: "W itself until the first training call (Keras)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
