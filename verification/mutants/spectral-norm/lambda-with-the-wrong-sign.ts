import { detach, singularValueEstimate, type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** σ, with its gradient negated. */
function estimate(blocks: tf.Tensor3D, vectors: SingularVectors): tf.Scalar {
  const constant = detach(singularValueEstimate(blocks, vectors));
  return tf.sub(tf.mul(2, constant), singularValueEstimate(blocks, vectors));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "lambda-with-the-wrong-sign",
  bug: "+λ u vᵀ in a gradient written by hand",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ estimate }) },
});
