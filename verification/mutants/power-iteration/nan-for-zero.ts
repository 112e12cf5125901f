import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { blockLargest, blockNorm, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x) => {
  const scaled = tf.div(x, blockLargest(x));
  return tf.div(scaled, blockNorm(scaled));
});

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "nan-for-zero",
  bug: "0 / 0 for a kernel of zeros: u is NaN from then on (torch issue 20192)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
