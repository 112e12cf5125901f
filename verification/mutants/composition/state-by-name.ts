import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Keys the state by the name of the constraint, as TorchGAN keys losses by class: the second of a kind overwrites the first. */
export const mutant: Mutant = mutantOf({
  name: "state-by-name",
  bug: "Keys the state by the name of the constraint, as TorchGAN keys losses by class: the second of a kind overwrites the first.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      prefix: (member) => member.name,
    }),
  },
});
