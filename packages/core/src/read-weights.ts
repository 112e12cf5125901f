import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * Reads the weights of a model where the backend cannot be read at once, which is WebGPU; elsewhere nothing happens.
 *
 * TensorFlow.js keeps what it has read of a tensor, so `dataSync` gives it afterwards without waiting: until the weights
 * change. `networkBound` needs it for layers with weights and no kernel, such as `PReLU`, and so do constraints that
 * `readsValues`, on binding and after every step of an optimizer. `createTrainer` does it by itself.
 *
 * @param model - a built model
 *
 * @example
 * ```ts
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { constrain, readWeights } from "@lipschitz-gan/core";
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 *
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] });
 * await readWeights(model);
 * constrain(model, spectralNorm({ mode: "certified" })).weights.length; // => 1
 * ```
 */
export async function readWeights(model: tfl.LayersModel): Promise<void> {
  if (tf.getBackend() !== "webgpu") return;
  const weights = model.weights.map((weight) => weight.read());
  // TensorFlow.js forgets what the host knows of a tensor when a kernel first uses it: let that be over before.
  for (const weight of weights) tf.neg(weight).dispose();
  await Promise.all(weights.map((weight) => weight.data()));
}
