import {
  type BoundConstraint,
  type ConstrainedWeight,
  powerIteration,
  type Rng,
  startVector,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { disposeAll } from "./dispose-all.ts";
import { matrixOf } from "./matrix-of.ts";
import { normalisedKernel } from "./normalised-kernel.ts";
import type { SpectralNormSettings } from "./spectral-norm-settings.ts";

/**
 * Spectral normalisation of the reshaped kernel, mode `"sn-gan"`.
 *
 * @param weights - kernels
 * @param rng - streams of the start vectors
 * @param settings - scale and rounds
 * @returns the binding
 * @internal
 */
export function reshapedBinding(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  { scale, powerIterations }: SpectralNormSettings,
): BoundConstraint {
  for (const weight of weights) matrixOf("spectralNorm", weight); // refused before anything is allocated
  const vectors = new Map(weights.map((weight) => [weight.name, startVectors(weight, rng)]));
  const vectorsOf = (weight: ConstrainedWeight): { u: tf.Variable; v: tf.Variable } => {
    const found = vectors.get(weight.name);
    if (found === undefined) throw new RangeError(`spectralNorm: ${weight.name} was not given to bind`);
    return found;
  };
  const state = (): Record<string, tf.Variable> =>
    Object.fromEntries(
      [...vectors].flatMap(([name, { u, v }]) => [[`${name}/u`, u] as const, [`${name}/v`, v] as const]),
    );
  const dispose = (): void => disposeAll(state());
  return {
    update: (weight, value) => {
      const { u, v } = vectorsOf(weight);
      tf.tidy(() => {
        const blocks = matrixOf("spectralNorm", weight).toBlocks(value);
        let next: { u: tf.Tensor; v: tf.Tensor } = { u, v };
        for (let i = 0; i < powerIterations; i++) next = powerIteration(blocks, next);
        u.assign(next.u);
        v.assign(next.v);
      });
    },
    parametrize: (weight, value) =>
      tf.tidy(() => normalisedKernel(matrixOf("spectralNorm", weight), value, vectorsOf(weight), scale)),
    state,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** A random u, and the v and u of one round from it, so that the weight is normalised before the first step. */
function startVectors(weight: ConstrainedWeight, rng: Rng): { u: tf.Variable; v: tf.Variable } {
  return tf.tidy(() => {
    const matrix = matrixOf("spectralNorm", weight);
    const start = startVector(matrix, rng.stream(`spectral-norm/${weight.name}`));
    const v = tf.zeros([matrix.groups, matrix.columns, 1]);
    const first = powerIteration(matrix.toBlocks(weight.variable), { u: start, v });
    return { u: tf.variable(first.u, false), v: tf.variable(first.v, false) };
  });
}
