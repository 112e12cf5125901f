import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Runs the last projection only. */
export const mutant: Mutant = mutantOf({
  name: "last-projection-only",
  bug: "Runs the last projection only.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => {
        const last = having(bindings, "project").at(-1);
        return last === undefined ? {} : { project: (weight) => last.bound.project?.(weight) };
      },
    }),
  },
});
