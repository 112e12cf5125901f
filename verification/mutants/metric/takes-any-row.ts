import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const takesAnyRow: Mutant = mutantOf({
  name: "takes-any-row",
  bug: "Takes rows that are no probabilities, such as logits.",
  table: inceptionTable,
  subject: inceptionWith({ isChecked: false }),
});
