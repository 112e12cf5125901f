import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "state-not-saved",
  bug: "u and v are no part of the state: a resumed run starts them anew (torch issue 8208)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding: (bound) => ({ ...bound, state: () => ({}) }) }) },
});
