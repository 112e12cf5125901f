import {
  type BoundConstraint,
  type ConstrainedWeight,
  detach,
  type KernelMatrix,
  type LipschitzConstraint,
  powerIteration,
  type RandomStream,
  type Rng,
  shareOfK,
  singularValueEstimate,
  type SingularVectors,
  startVector,
} from "@lipschitz-gan/core";
import { spectralNorm, type SpectralNormOptions } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";

/** What a wrong version does differently. The rest is as it should be. */
export interface Parts {
  /** How a kernel becomes a matrix. */
  readonly view?: (weight: ConstrainedWeight) => KernelMatrix;
  /** Where u starts. */
  readonly start?: (matrix: KernelMatrix, random: RandomStream) => tf.Tensor;
  /** The stream that a weight's start is drawn from. */
  readonly streamOf?: (weight: ConstrainedWeight) => string;
  /** One round of power iteration. */
  readonly round?: (blocks: tf.Tensor3D, vectors: SingularVectors) => { u: tf.Tensor; v: tf.Tensor };
  /** How many rounds an update runs where n are asked for. */
  readonly rounds?: (n: number) => number;
  /** σ, from the blocks and the state. */
  readonly estimate?: (blocks: tf.Tensor3D, vectors: SingularVectors) => tf.Scalar;
  /** W̄ of W and σ. */
  readonly normalise?: (value: tf.Tensor, sigma: tf.Scalar, share: number) => tf.Tensor;
  /** The factor of each of L weights. */
  readonly share?: (options: SpectralNormOptions, nWeights: number) => number;
  /** What becomes of a binding before it is used. */
  readonly binding?: (bound: FullBinding, weights: readonly ConstrainedWeight[], rng: Rng) => BoundConstraint;
}

/** A binding with the two hooks that spectral normalisation has. */
export type FullBinding = BoundConstraint & Required<Pick<BoundConstraint, "update" | "parametrize">>;

/** Spectral normalisation written out once more, with parts that a wrong version replaces. */
export function spectralNormWith(parts: Parts): (options?: SpectralNormOptions) => LipschitzConstraint {
  const { share = ({ k = 1, kPerWeight }, n) => kPerWeight ?? shareOfK(k, n), binding = (bound) => bound } = parts;
  return (options = {}) => ({
    ...spectralNorm(options),
    bind: (weights, rng) => binding(bind(weights, rng, share(options, weights.length), options, parts), weights, rng),
  });
}

function bind(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  share: number,
  { powerIterations = 1 }: SpectralNormOptions,
  {
    view = (weight) => weight.matrix!, // only kernels are constrained here
    start = startVector,
    streamOf = ({ name }) => name,
    round = powerIteration,
    rounds = (n) => n,
    estimate = singularValueEstimate,
    normalise = divided,
  }: Parts,
): FullBinding {
  const vectors = new Map(
    weights.map((weight) => {
      const matrix = view(weight);
      const first = tf.tidy(() =>
        round(matrix.toBlocks(weight.variable), {
          u: start(matrix, rng.stream(streamOf(weight))),
          v: tf.zeros([matrix.groups, matrix.columns, 1]),
        }),
      );
      const kept = { u: tf.variable(first.u, false), v: tf.variable(first.v, false) };
      tf.dispose([first.u, first.v]);
      return [weight.name, kept] as const;
    }),
  );
  const state = (): Record<string, tf.Variable> =>
    Object.fromEntries(
      [...vectors].flatMap(([name, { u, v }]) => [[`${name}/u`, u] as const, [`${name}/v`, v] as const]),
    );
  const dispose = (): void => tf.dispose(state());
  return {
    update: (weight, value) =>
      tf.tidy(() => {
        const { u, v } = vectors.get(weight.name)!; // bound above
        let next: { u: tf.Tensor; v: tf.Tensor } = { u, v };
        for (let i = 0; i < rounds(powerIterations); i++) next = round(view(weight).toBlocks(value), next);
        // An assignment to itself would free what it holds.
        if (next.u !== u) u.assign(next.u);
        if (next.v !== v) v.assign(next.v);
      }),
    parametrize: (weight, value) =>
      tf.tidy(() => normalise(value, estimate(view(weight).toBlocks(value), vectors.get(weight.name)!), share)),
    state,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** `share · W / σ`; where σ is zero as it is, and NaN where σ is not finite. */
export function divided(value: tf.Tensor, sigma: tf.Scalar, share: number): tf.Tensor {
  return quotient(value, zeroToOne(tf.where(tf.isFinite(sigma), sigma, Number.NaN)), share);
}

/** `share · W / σ` with a gradient that does not square σ. */
export function quotient(value: tf.Tensor, sigma: tf.Tensor, share: number): tf.Tensor {
  const size = detach(sigma);
  return tf.div(tf.div(value, size), tf.div(tf.div(sigma, size), share));
}

/** 1 where x is zero, without a gradient. */
export function zeroToOne(x: tf.Tensor): tf.Tensor {
  return tf.where(tf.notEqual(x, 0), x, tf.onesLike(x));
}
