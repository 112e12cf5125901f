import {
  type ConstrainedWeight,
  createRng,
  powerIteration,
  singularValueEstimate,
  startVector,
} from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, type Pair } from "./place-norm-with.ts";

function estimate(value: tf.Tensor, _pairs: readonly Pair[], { matrix }: ConstrainedWeight): tf.Scalar {
  const blocks = matrix!.toBlocks(value); // only kernels are constrained here
  let vectors = {
    u: startVector(matrix!, createRng(0).stream("u")),
    v: tf.zeros([matrix!.groups, matrix!.columns, 1]),
  };
  for (let i = 0; i < 20; i++) vectors = powerIteration(blocks, vectors);
  return tf.add(singularValueEstimate(blocks, vectors), tf.sum(tf.mul(value, 0)));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "reshaped-in-place-of-the-map",
  bug: "σ of the reshaped kernel under the name of the operator's, which can be larger by √(kh · kw)",
  table: spectralNormTable,
  subject: { make: placeNormWith("operator", { estimate }), mode: "operator" },
});
