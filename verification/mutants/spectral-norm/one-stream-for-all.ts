import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "one-stream-for-all",
  bug: "every weight draws its start from the same stream",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ streamOf: () => "u" }) },
});
