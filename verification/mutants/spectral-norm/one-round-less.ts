import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "one-round-less",
  bug: "counts from 1 to n exclusively: n - 1 rounds an update",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ rounds: (n) => n - 1 }) },
});
