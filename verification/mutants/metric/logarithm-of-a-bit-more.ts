import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const logarithmOfABitMore: Mutant = mutantOf({
  name: "logarithm-of-a-bit-more",
  bug: "Takes log(p + 1e-8), so that 0 does no harm.",
  table: inceptionTable,
  subject: inceptionWith({ term: (p, q) => p * (Math.log(p + 1e-8) - Math.log(q + 1e-8)) }),
});
