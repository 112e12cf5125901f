import { createRng } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The start vector comes from the global generator, so that no run can be repeated. */
export const mutant: Mutant = mutantOf({
  name: "unseeded-start",
  bug: "The start vector comes from the global generator, so that no run can be repeated.",
  table: trainingTable,
  subject: {
    make: () => {
      const right = spectralNorm();
      return { ...right, bind: (weights) => right.bind(weights, createRng(Math.floor(Math.random() * 2 ** 31))) };
    },
  },
});
