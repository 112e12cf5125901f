import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Starts the gains at 1 and not at the norms, which throws a trained model away. */
export const mutant: Mutant = mutantOf({
  name: "gain-from-one",
  bug: "Starts the gains at 1 and not at the norms, which throws a trained model away.",
  table: weightNormTable,
  subject: {
    make: normWith({
      startGain: (norms) => tf.onesLike(norms),
    }),
  },
});
