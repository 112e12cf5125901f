import { spectralNorm } from "@lipschitz-gan/regularizers";
import { trainedConstraints, trainingTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** Normalises by the σ of the start: u and v never move (a `built` flag that is never reset). */
export const mutant: Mutant = mutantOf({
  name: "norm-of-the-first-step",
  bug: "Normalises by the σ of the start: u and v never move (a `built` flag that is never reset).",
  table: trainingTable,
  subject: {
    make: () => changedBinding(spectralNorm(), () => ({ update: () => {} })),
    leftVector: trainedConstraints["spectral-norm"]?.leftVector ?? (() => undefined),
  },
});
