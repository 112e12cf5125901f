import type { ConvolutionMap } from "@lipschitz-gan/certificates";
import { weightOperator } from "@lipschitz-gan/core";
import { spectralNormTable, svd } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTensor, placeNormWith } from "./place-norm-with.ts";

/** Largest singular value of the explicit matrix, whose entries are those of the kernel. */
function upper(geometry: ConvolutionMap, kernel: Float64Array): number {
  return tf.tidy(() => {
    const { map, inputShape } = weightOperator(geometry);
    const n = inputShape.reduce((product, size) => product * size, 1);
    const columns = tf.reshape<tf.Rank.R2>(
      map(kernelTensor(geometry, kernel)).apply(tf.reshape(tf.eye(n), [n, ...inputShape])),
      [n, -1],
    );
    return svd(columns.arraySync()).sigmas[0] ?? Number.NaN;
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "rounding-forgotten",
  bug: "W over the exact norm, rounded to float32: above 1 as often as not",
  table: spectralNormTable,
  subject: { make: placeNormWith("certified", { upper, margin: 0 }), mode: "certified" },
});
