import { compositionTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Gives every update what comes out of all parametrizations, its own among them. */
export const mutant: Mutant = mutantOf({
  name: "update-sees-the-end",
  bug: "Gives every update what comes out of all parametrizations, its own among them.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) =>
        having(bindings, "update").length === 0
          ? {}
          : {
              update: (weight, value) => {
                tf.tidy(() => {
                  let end = value;
                  for (const { bound } of bindings) end = bound.parametrize?.(weight, end) ?? end;
                  for (const { bound } of bindings) bound.update?.(weight, end);
                });
              },
            },
    }),
  },
});
