import type { ConvolutionMap } from "@lipschitz-gan/certificates";
import { createRng, weightOperator } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTensor, placeNormWith } from "./place-norm-with.ts";

function upper(geometry: ConvolutionMap, kernel: Float64Array): number {
  const { map, inputShape } = weightOperator(geometry);
  const random = createRng(0).stream("start");
  return tf.tidy(() => {
    const linear = map(kernelTensor(geometry, kernel));
    const length = inputShape.reduce((product, n) => product * n, 1);
    const start = Float32Array.from({ length }, () => random.normal());
    let x: tf.Tensor = tf.tensor(start, [1, ...inputShape]);
    let sigma = 0;
    for (let i = 0; i < 8; i++) {
      const next = linear.apply(tf.div(x, tf.maximum(tf.norm(x), 1e-30)));
      sigma = tf.norm(next).dataSync()[0] ?? Number.NaN;
      x = linear.adjoint(next);
    }
    return sigma;
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "estimate-for-a-bound",
  bug: "divides by an estimate of many rounds and calls it a bound (lipEstimation, gloro)",
  table: spectralNormTable,
  subject: { make: placeNormWith("certified", { upper }), mode: "certified" },
});
