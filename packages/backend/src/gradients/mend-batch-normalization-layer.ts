import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

import { normalize, trainBatchNorm } from "./train-batch-norm.ts";

const mended = Symbol.for("lipschitz-gan.mendedBatchNormalization");

/** A weight of a layer, as TensorFlow.js keeps it. */
interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): unknown;
}

/** What is used of the layer, whose class is not exported. */
interface BatchNormalization {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/** running ← running − (1 − momentum) (running − value) */
function moveTowards(running: Weight, value: tf.Tensor, momentum: number): void {
  const before = running.read();
  running.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
}

function call(
  this: BatchNormalization,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs?: { readonly training?: boolean },
): tf.Tensor {
  return tf.tidy(() => {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (x === undefined || (Array.isArray(inputs) && inputs.length !== 1)) {
      throw new RangeError(`batchNormalization: one input is normalised, received ${[inputs].flat().length}`);
    }
    const options = { axis: this.axis < 0 ? this.axis + x.rank : this.axis, epsilon: this.epsilon };
    const movingMean = this.movingMean.read();
    const scale = this.gamma?.read() ?? tf.onesLike(movingMean);
    const offset = this.beta?.read() ?? tf.zerosLike(movingMean);
    if (kwargs?.training !== true) {
      return normalize(x, { mean: movingMean, variance: this.movingVariance.read(), scale, offset }, options);
    }
    const { y, mean, variance } = trainBatchNorm(x, scale, offset, options);
    moveTowards(this.movingMean, mean, this.momentum);
    moveTowards(this.movingVariance, variance, this.momentum);
    tf.dispose([mean, variance]);
    return y;
  });
}

/**
 * Makes `tf.layers.batchNormalization` run on {@link trainBatchNorm}.
 *
 * The layer of TensorFlow.js fails in training without a scale or without an offset, and is wrong on processors for
 * channels along another axis than the last. Its `call` is exchanged, for all such layers; weights, configuration and
 * values are as they were.
 *
 * @internal
 */
export function mendBatchNormalizationLayer(): void {
  // The class itself is not exported. A name of its own, so that the names of other layers stay.
  const layer = layers.layers.batchNormalization({ name: "lipschitz_gan_prototype" });
  const prototype = Object.getPrototypeOf(layer) as { call: unknown };
  if (mended in (prototype.call as object)) return;
  prototype.call = Object.assign(call, { [mended]: true });
}
