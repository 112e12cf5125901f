import * as tf from "@tensorflow/tfjs-core";
import type { ConstrainedWeight } from "@lipschitz-gan/core";
import { svd } from "./matrices.ts";

/**
 * The norm of a kernel's map, the largest over its places, from explicit matrices: images of one pixel go in. Their entries
 * are those of the kernel, so nothing rounds before the decomposition in float64.
 */
export function operatorNorm({ operators }: ConstrainedWeight, value: tf.Tensor): number {
  const norms = operators.map(({ map, inputShape }) =>
    tf.tidy(() => {
      const n = inputShape.reduce((product, size) => product * size, 1);
      const columns = map(value).apply(tf.reshape(tf.eye(n), [n, ...inputShape]));
      return svd(tf.reshape<tf.Rank.R2>(columns, [n, -1]).arraySync()).sigmas[0] ?? 0;
    }),
  );
  return Math.max(...norms);
}
