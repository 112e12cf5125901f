import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const reversedDivergence: Mutant = mutantOf({
  name: "reversed-divergence",
  bug: "Takes KL(p(y) ‖ p(y|x)), with the zeros left out.",
  table: inceptionTable,
  subject: inceptionWith({ term: (p, q) => (p === 0 ? 0 : q * Math.log(q / p)) }),
});
