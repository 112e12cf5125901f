import type { ConstrainedModel, networkBound } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Measurement } from "../../kit/measurement.ts";
import { u32 } from "../weights/rounding.ts";
import { adversarialPairs } from "./adversarial-pairs.ts";
import { type ConstrainedKernel, constrainedKernels } from "./constrained-kernels.ts";
import { boundFromExactNorms } from "./exact-norms.ts";

/**
 * The steepest slopes that can be found against the bound from the exact norms of the layers.
 *
 * @param bound - the composition of norms that is tested
 * @param critic - a critic of dense and convolutional layers with ReLU or leaky ReLU between them
 * @param seed - seed of the pairs
 */
export async function slopesAgainstBound(
  bound: typeof networkBound,
  critic: ConstrainedModel,
  seed: number,
): Promise<readonly Measurement[]> {
  const kernels = await constrainedKernels(critic);
  const lipschitz = boundFromExactNorms(bound, critic.model, kernels).bound.bound;
  const pairs = await adversarialPairs(critic, seed);
  const roundings = gamma(roundingsOf(kernels));
  const absolute = await absoluteScores(critic, [...pairs.map(({ x }) => x), ...pairs.map(({ y }) => y)]);
  return pairs.map(({ slope, distance }, i) => {
    const error = roundings * ((absolute[i] ?? Number.NaN) + (absolute[pairs.length + i] ?? Number.NaN));
    return {
      observed: slope * distance,
      allowed: lipschitz * distance * (1 + 1e-12) + error,
      what: `|f(x) − f(y)| of pair ${i + 1}`,
    };
  });
}

/**
 * How many roundings lie on the longest way through the network: for each layer as many as its products and sums, one for
 * the bias, one for the activation's slope, and one for a merge.
 */
function roundingsOf(kernels: readonly ConstrainedKernel[]): number {
  return kernels.reduce((sum, { matrix }) => sum + (matrix[0]?.length ?? 0) + 3, 0);
}

/** `γ_n = n u / (1 − n u)`, and once more for the rounding of the absolute network itself. */
function gamma(n: number): number {
  const once = (n * u32) / (1 - n * u32);
  return once * (1 + once);
}

/**
 * The network with absolute weights, at absolute inputs: it bounds the size of everything that is added up on the way, so
 * that each rounding is at most u times its value. ReLU and leaky ReLU are the identity on what is not negative.
 */
async function absoluteScores(critic: ConstrainedModel, points: readonly (readonly number[])[]): Promise<Float32Array> {
  const shape = critic.model.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const baked = await critic.bake();
  const scores = tf.tidy(() => {
    for (const variable of baked.weights) variable.write(tf.abs(variable.read()));
    return baked.apply(tf.tensor(points.flat().map(Math.abs), [points.length, ...shape])) as tf.Tensor; // one output
  });
  return Float32Array.from(await scores.data());
}
