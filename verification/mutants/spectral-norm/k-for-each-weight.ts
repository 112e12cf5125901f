import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "k-for-each-weight",
  bug: "k for each weight in place of k^(1/L): the critic is aimed at k^L",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ share: ({ k = 1, kPerWeight }) => kPerWeight ?? k }) },
});
