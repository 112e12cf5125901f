import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  let calls = 0;
  return {
    ...bound,
    update: (weight, value) => {
      if (calls++ % 2 === 0) bound.update(weight, value);
    },
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "every-second-update",
  bug: "power iteration only at every second call, to save time, counted over all weights together: in a model of two layers one never moves",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
