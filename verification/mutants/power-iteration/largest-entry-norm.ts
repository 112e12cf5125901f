import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { blockLargest, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x, before) => {
  const unit = tf.div(x, blockLargest(x));
  return tf.where(tf.isFinite(unit), unit, tf.reshape(before, x.shape));
});

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "largest-entry-norm",
  bug: "x / max|x|, the textbook's normalisation, in place of x / |x|: u and v are no unit vectors",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
