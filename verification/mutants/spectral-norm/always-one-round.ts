import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "always-one-round",
  bug: "powerIterations is accepted and not used",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ rounds: () => 1 }) },
});
