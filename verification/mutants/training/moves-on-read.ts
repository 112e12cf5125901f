import { spectralNorm } from "@lipschitz-gan/regularizers";
import { trainedConstraints, trainingTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** The state moves whenever W̄ is read, and not otherwise (SNP's property W_bar; Keras in training mode). */
export const mutant: Mutant = mutantOf({
  name: "moves-on-read",
  bug: "The state moves whenever W̄ is read, and not otherwise (SNP's property W_bar; Keras in training mode).",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(spectralNorm(), (bound) => ({
        update: () => {},
        parametrize: (weight, value) => {
          bound.update?.(weight, value);
          return bound.parametrize?.(weight, value) ?? value;
        },
      })),
    leftVector: trainedConstraints["spectral-norm"]?.leftVector ?? (() => undefined),
  },
});
