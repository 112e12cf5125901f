import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { roundWith } from "./round-with.ts";

const powerIteration = roundWith((x, before) => {
  const unit = tf.div(x, tf.norm(x));
  return tf.where(tf.isFinite(unit), unit, tf.reshape(before, x.shape));
});

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "whole-matrix-norm",
  bug: "one norm for all blocks together: a block that is weak now is forgotten (a depthwise kernel taken for one flat block diagonal matrix)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
