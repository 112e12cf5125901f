import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { blockNorm, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x, before) => {
  const unit = tf.div(x, blockNorm(x));
  return tf.where(tf.isFinite(unit), unit, tf.reshape(before, x.shape));
});

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "plain-squares",
  bug: "x / √Σx² without scaling first: the squares of 1e30 overflow and those of 1e-30 vanish (every framework)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
