import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, type Pair } from "./place-norm-with.ts";

function estimate(value: tf.Tensor, pairs: readonly Pair[]): tf.Scalar {
  return tf.max(tf.concat(pairs.map(({ operator, u, v }) => tf.abs(tf.sum(operator.pairing(value, u, v), 0, true)))));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "one-pair-for-all-channels",
  bug: "one pair of images for all channels of a depthwise kernel: it forgets the weaker channels",
  table: spectralNormTable,
  subject: { make: placeNormWith("operator", { groups: () => 1, estimate }), mode: "operator" },
});
