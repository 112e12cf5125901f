import { type BoundConstraint, detach } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  return {
    ...bound,
    parametrize: (weight, value) => {
      bound.update(weight, detach(value));
      return bound.parametrize(weight, value);
    },
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "moves-in-the-forward-pass",
  bug: "u moves whenever W̄ is read, in evaluation too, and real and fake meet different weights (TF-Addons issue 2411)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
