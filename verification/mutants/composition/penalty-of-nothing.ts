import { compositionTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Always has a penalty, of 0 where no member has one, so that every critic step pays for it. */
export const mutant: Mutant = mutantOf({
  name: "penalty-of-nothing",
  bug: "Always has a penalty, of 0 where no member has one, so that every critic step pays for it.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => (having(bindings, "penalty").length === 0 ? { penalty: () => tf.scalar(0) } : {}),
    }),
  },
});
