import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const entropyAlone: Mutant = mutantOf({
  name: "entropy-alone",
  bug: "Takes the certainty of the samples, and forgets the marginal.",
  table: inceptionTable,
  subject: inceptionWith({ term: (p) => (p === 0 ? 0 : p * Math.log(p)) }),
});
