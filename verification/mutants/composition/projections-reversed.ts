import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Runs the projections from the last to the first. */
export const mutant: Mutant = mutantOf({
  name: "projections-reversed",
  bug: "Runs the projections from the last to the first.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => {
        const projecting = having(bindings, "project").toReversed();
        if (projecting.length === 0) return {};
        return {
          project: (weight) => {
            for (const { bound } of projecting) bound.project?.(weight);
          },
        };
      },
    }),
  },
});
