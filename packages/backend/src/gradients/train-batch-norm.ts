import * as tf from "@tensorflow/tfjs-core";

import { savedAt } from "./define-gradient.ts";
import { isRecording } from "./tape.ts";

/**
 * A kernel that some backends have: `{ x, scale, offset }` to `[y, mean, variance]`, each channel of the last axis
 * normalised by its own mean and variance. An empty list says that it cannot.
 *
 * @internal
 */
export const TRAIN_BATCH_NORM = "TrainBatchNorm";

/**
 * A kernel that some backends have: `{ dy, x, mean, variance, scale }` to the cotangents of x and of the scale. An empty
 * list says that it cannot.
 *
 * @internal
 */
export const TRAIN_BATCH_NORM_GRADIENT = "TrainBatchNormGradient";

/** What {@link trainBatchNorm} normalises by. @internal */
export interface BatchNormOptions {
  /** The channels' axis, from 0. */
  readonly axis: number;
  /** Added to variances, ε >= 0. */
  readonly epsilon: number;
}

/** A batch normalised by its own statistics; these are constants to a gradient. @internal */
export interface NormalizedBatch {
  /** In the shape of x. */
  readonly y: tf.Tensor;
  /** Of each channel, `[channels]`. */
  readonly mean: tf.Tensor;
  /** Of each channel, `[channels]`, of the population: divided by the number of values. */
  readonly variance: tf.Tensor;
}

/** Runs a kernel on the current backend if that has it and it can. */
function runIfThere(kernel: string, inputs: tf.NamedTensorMap, epsilon: number): tf.Tensor[] {
  const isThere = tf.getKernel(kernel, tf.getBackend()) as tf.KernelConfig | undefined;
  if (isThere === undefined) return [];
  return tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, { varianceEpsilon: epsilon });
}

const isLast = (x: tf.Tensor, axis: number): boolean => axis === x.rank - 1;
const otherAxes = (x: tf.Tensor, axis: number): number[] => x.shape.map((_, i) => i).filter((i) => i !== axis);

/** γ (x − μ) (v + ε)^(−1/2) + β, of parameters `[channels]`, along any axis. @internal */
export function normalize(
  x: tf.Tensor,
  { mean, variance, offset, scale }: Readonly<Record<"mean" | "variance" | "offset" | "scale", tf.Tensor>>,
  { axis, epsilon }: BatchNormOptions,
): tf.Tensor {
  if (isLast(x, axis) && x.rank <= 4)
    return tf.batchNorm(x, vector(mean), vector(variance), vector(offset), vector(scale), epsilon);
  // Kernels of batch normalisation on processors take parameters in turn as if they lay along the last axis.
  const along = (parameter: tf.Tensor) => tf.reshape(parameter, broadcastShape(x, axis));
  const slope = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(tf.sub(x, along(mean)), along(slope)), along(offset));
}

const vector = (parameter: tf.Tensor): tf.Tensor1D => tf.reshape<tf.Rank.R1>(parameter, [parameter.size]);
const broadcastShape = (x: tf.Tensor, axis: number): number[] => x.shape.map((size, i) => (i === axis ? size : 1));

function forward(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, options: BatchNormOptions): NormalizedBatch {
  const inputs = { x, scale, offset };
  const [y, mean, variance] = isLast(x, options.axis) ? runIfThere(TRAIN_BATCH_NORM, inputs, options.epsilon) : [];
  if (y !== undefined && mean !== undefined && variance !== undefined) return { y, mean, variance };
  const moments = tf.moments(x, otherAxes(x, options.axis));
  return { y: normalize(x, { ...moments, scale, offset }, options), ...moments };
}

/** With x̂ = (x − μ) r: ∂x = γ r (g − mean(g) − x̂ mean(g x̂)), ∂γ = Σ g x̂, in operations that can be differentiated. */
function composedCotangents(
  { dy, x, mean, variance, scale }: Readonly<Record<"dy" | "x" | "mean" | "variance" | "scale", tf.Tensor>>,
  { axis, epsilon }: BatchNormOptions,
): tf.Tensor[] {
  const axes = otherAxes(x, axis);
  const along = (parameter: tf.Tensor) => tf.reshape(parameter, broadcastShape(x, axis));
  const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
  const centred = tf.sub(x, along(mean));
  const scaleCotangent = tf.mul(tf.sum(tf.mul(dy, centred), axes), inverseDeviation);
  const count = x.size / scale.size;
  const slope = tf.mul(scale, inverseDeviation);
  const dyFromMean = tf.sub(dy, along(tf.mean(dy, axes)));
  const fromVariance = tf.mul(centred, along(tf.div(tf.mul(scaleCotangent, inverseDeviation), count)));
  return [tf.mul(tf.sub(dyFromMean, fromVariance), along(slope)), scaleCotangent];
}

/**
 * Normalises each channel of a batch by its own mean and variance: y = γ (x − μ) (v + ε)^(−1/2) + β.
 *
 * One node on the tape, with the gradient of the paper, right to any order: where the gradient is itself recorded, it is
 * composed of operations on x, μ and v computed anew from x. `tf.moments` and `tf.batchNorm` would give the same in three
 * times as many passes over the batch.
 *
 * @param x - batch of rank 1 to 4
 * @param scale - γ, `[channels]`
 * @param offset - β, `[channels]`
 * @param options - axis of the channels, ε
 * @returns the normalised batch, its means and variances; the caller owns all three
 * @see Ioffe and Szegedy (2015), algorithm 1 and the equations of section 3, https://arxiv.org/abs/1502.03167
 * @internal
 */
export function trainBatchNorm(
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  options: BatchNormOptions,
): NormalizedBatch {
  let statistics: Pick<NormalizedBatch, "mean" | "variance"> | undefined;
  const normalized = tf.customGrad((...given) => {
    const [batch, gamma, beta, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const { y, mean, variance } = forward(batch, gamma, beta, options);
    statistics = { mean: tf.keep(mean), variance: tf.keep(variance) };
    save([batch, gamma, mean, variance]);
    return { value: y, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => cotangents(dy, saved, options) };
  });
  const y = normalized(x, scale, offset);
  if (statistics === undefined) throw new Error("trainBatchNorm: the batch was not normalised");
  return { y, ...statistics };
}

/** The cotangents of x, scale and offset. */
function cotangents(dy: tf.Tensor, saved: readonly tf.Tensor[], options: BatchNormOptions): tf.Tensor[] {
  const [x, scale, mean, variance] = [0, 1, 2, 3].map((i) => savedAt(saved, i)) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const { axis, epsilon } = options;
  return tf.tidy(() => {
    const recording = isRecording();
    const given = { dy, x, scale, ...(recording ? tf.moments(x, otherAxes(x, axis)) : { mean, variance }) };
    const fused = isLast(x, axis) && !recording ? runIfThere(TRAIN_BATCH_NORM_GRADIENT, given, epsilon) : [];
    const [dx, dScale] = fused.length > 0 ? fused : composedCotangents(given, options);
    return [dx, dScale, tf.sum(dy, otherAxes(x, axis))] as tf.Tensor[];
  });
}
