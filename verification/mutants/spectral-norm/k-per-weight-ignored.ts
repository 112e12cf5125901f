import { shareOfK } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "k-per-weight-ignored",
  bug: "kPerWeight is accepted and not used",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ share: ({ k = 1 }, nWeights) => shareOfK(k, nWeights) }) },
});
