import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Has one gain for the whole kernel and not one for each row. */
export const mutant: Mutant = mutantOf({
  name: "one-gain",
  bug: "Has one gain for the whole kernel and not one for each row.",
  table: weightNormTable,
  subject: {
    make: normWith({
      startGain: (norms) => tf.mean(norms),
    }),
  },
});
