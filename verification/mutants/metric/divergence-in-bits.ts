import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const divergenceInBits: Mutant = mutantOf({
  name: "divergence-in-bits",
  bug: "Takes logarithms to base 2 and their exponential to base e.",
  table: inceptionTable,
  subject: inceptionWith({ term: (p, q) => (p === 0 ? 0 : p * Math.log2(p / q)) }),
});
