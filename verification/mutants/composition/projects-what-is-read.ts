import { compositionTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Projects in the update, before the step and not after it. */
export const mutant: Mutant = mutantOf({
  name: "projects-what-is-read",
  bug: "Projects in the update, before the step and not after it.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => ({
        update: (weight, value) => {
          tf.tidy(() => {
            let seen = value;
            for (const { bound } of bindings) {
              bound.update?.(weight, seen);
              bound.project?.(weight);
              seen = bound.parametrize?.(weight, seen) ?? seen;
            }
          });
        },
        project: undefined as never, // a hook that is missing
      }),
    }),
  },
});
