import { compositionTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having, penaltiesOf, sumOf } from "./compose-with.ts";

/** Takes the mean of the penalties, so that each counts less the more there are. */
export const mutant: Mutant = mutantOf({
  name: "penalties-averaged",
  bug: "Takes the mean of the penalties, so that each counts less the more there are.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => {
        const members = having(bindings, "penalty").map(({ bound }) => bound);
        if (members.length === 0) return {};
        return {
          penalty: (context) => tf.tidy(() => tf.div(sumOf(penaltiesOf(members, context)), members.length)),
        };
      },
    }),
  },
});
