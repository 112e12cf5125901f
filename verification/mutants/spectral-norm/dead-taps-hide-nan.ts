import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { largestEstimate, placeNormWith, type Pair } from "./place-norm-with.ts";

function estimate(value: tf.Tensor, pairs: readonly Pair[]): tf.Scalar {
  return largestEstimate(tf.where(tf.isFinite(value), value, tf.zerosLike(value)), pairs);
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "dead-taps-hide-nan",
  bug: "a NaN at a tap that meets no image does not show: W̄ is NaN there alone",
  table: spectralNormTable,
  subject: { make: placeNormWith("operator", { estimate }), mode: "operator" },
});
