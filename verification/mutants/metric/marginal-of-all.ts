import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const marginalOfAll: Mutant = mutantOf({
  name: "marginal-of-all",
  bug: "Takes one marginal of all samples for every split.",
  table: inceptionTable,
  subject: inceptionWith({ marginalOver: (_, all) => all }),
});
