import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Takes the first penalty only, as compare_gan has one penalty function and no more. */
export const mutant: Mutant = mutantOf({
  name: "first-penalty-only",
  bug: "Takes the first penalty only, as compare_gan has one penalty function and no more.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => {
        const [first] = having(bindings, "penalty");
        return first === undefined ? {} : { penalty: (context) => first.bound.penalty!(context) };
      },
    }),
  },
});
