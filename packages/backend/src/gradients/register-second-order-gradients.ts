import * as tf from "@tensorflow/tfjs-core";
// Under Node, tfjs-core alone registers no gradient at all; tfjs-layers registers the stock ones.
// Loaded here, it cannot come later and put them back in the place of ours.
// oxlint-disable-next-line import/no-unassigned-import -- its registrations are what is wanted
import "@tensorflow/tfjs-layers";

import { activationGradients } from "./activation-gradients.ts";
import { averagePoolGradients } from "./average-pool-gradients.ts";
import { batchNormGradient } from "./batch-norm-gradient.ts";
import { comparisonGradients } from "./comparison-gradients.ts";
import { completeBatchNorm } from "./complete-batch-norm.ts";
import { convolutionGradients } from "./convolution-gradients.ts";
import { dilatedConvolutionGradient } from "./dilated-convolution-gradient.ts";
import { elementwisePairGradients } from "./elementwise-pair-gradients.ts";
import { guardUnprovenGradients, isRegistered } from "./guard-unproven-gradients.ts";
import { matrixProductGradient } from "./matrix-product-gradient.ts";
import { maxPoolGradients } from "./max-pool-gradients.ts";
import { mendBatchNormalizationLayer } from "./mend-batch-normalization-layer.ts";
import { productGradient } from "./product-gradient.ts";
import { rearrangementGradients } from "./rearrangement-gradients.ts";
import { recordFusedConvolutions } from "./record-fused-convolutions.ts";
import { repairTapeOrder } from "./repair-tape-order.ts";
import { resizeGradients } from "./resize-gradients.ts";
import { splitGradient } from "./split-gradient.ts";

const replacements: readonly tf.GradConfig[] = [
  ...activationGradients,
  ...averagePoolGradients,
  batchNormGradient,
  ...comparisonGradients,
  ...convolutionGradients,
  dilatedConvolutionGradient,
  ...elementwisePairGradients,
  matrixProductGradient,
  ...maxPoolGradients,
  productGradient,
  ...rearrangementGradients,
  ...resizeGradients,
  splitGradient,
];

/**
 * Makes gradients of gradients right, for the whole process and every backend.
 *
 * A gradient penalty differentiates a gradient: ∂/∂W of ‖∂D(x; W)/∂x‖². Out of the box
 * TensorFlow.js throws there for leaky ReLU, ELU, PReLU, pooling, depthwise convolution and others,
 * and is silently wrong for tanh, sigmoid, exp and softmax. After this call
 *
 * - the kernels that a critic may be built of have gradients that are right to second order;
 * - a kernel whose gradient is not throws an error that names it, when a second-order gradient
 *   runs through it, and only then;
 * - dilated `tf.conv2d`, `tf.fused.conv2d` and `tf.layers.conv2d` have a gradient, where TensorFlow.js refuses;
 * - batch normalisation without a scale or without an offset has a gradient, and `tf.layers.batchNormalization` trains
 *   without them and is right along any axis, in fewer passes over the batch;
 * - first-order gradients have the values they had, but for a few that were wrong: average pooling
 *   over padding, mirror padding, cumulative sums over an inner axis, bilinear resizing of images
 *   that are not square or with half-pixel centres, maxima of broadcast operands.
 *
 * It may be called any number of times, before or after a backend starts. Call it again after
 * loading anything that registers the stock gradients anew (`@tensorflow/tfjs`,
 * `@tensorflow/tfjs-node`).
 *
 * @throws Error if the installed TensorFlow.js keeps its tape in another form than 4.22 does.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import "@tensorflow/tfjs-backend-cpu";
 * import { registerSecondOrderGradients } from "@lipschitz-gan/backend";
 *
 * await tf.setBackend("cpu");
 * registerSecondOrderGradients();
 * const slope = tf.grad((x) => tf.sum(tf.tanh(x)));
 * const curvature = tf.grad((x) => tf.sum(slope(x)));
 * // tanh'' = -2 tanh (1 - tanh²)
 * curvature(tf.scalar(0.5)).dataSync()[0]; // => ~-0.726862
 * ```
 * @see Gulrajani et al. (2017), https://arxiv.org/abs/1704.00028, for the penalty that needs it.
 */
export function registerSecondOrderGradients(): void {
  recordFusedConvolutions();
  completeBatchNorm();
  repairTapeOrder();
  mendBatchNormalizationLayer();
  for (const gradient of replacements) {
    if (isRegistered(gradient.kernelName)) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
  guardUnprovenGradients();
}
