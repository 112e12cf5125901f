import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "never-updates",
  bug: "u is initialised and never moved again",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ rounds: () => 0 }) },
});
