import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { quotient, spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "zero-by-zero",
  bug: "0 / 0 for a kernel of zeros (torch issue 20192)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ normalise: quotient }) },
});
