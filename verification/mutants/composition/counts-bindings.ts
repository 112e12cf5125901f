import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

let next = 0;

/** Numbers its members over the whole process, so that a second binding has other names and no checkpoint fits. */
export const mutant: Mutant = mutantOf({
  name: "counts-bindings",
  bug: "Numbers its members over the whole process, so that a second binding has other names and no checkpoint fits.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      prefix: (member) => `${next++}-${member.name}`,
    }),
  },
});
