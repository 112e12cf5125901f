import {
  type BoundConstraint,
  type ConstrainedWeight,
  detach,
  type LipschitzConstraint,
  powerIteration,
  type Rng,
  shareOfK,
  singularValueEstimate,
  startVector,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { checkCount, checkPositive } from "./internal/check-options.ts";
import { disposeAll } from "./internal/dispose-all.ts";
import { matrixOf } from "./internal/matrix-of.ts";
import { zeroToOne } from "./internal/zero-to-one.ts";

/** Options of {@link spectralNorm}. */
export interface SpectralNormOptions {
  /** The Lipschitz bound aimed at for the whole critic, shared among its L weights as `k^(1/L)`; positive, 1 unless given. */
  readonly k?: number;
  /** The factor of each weight, in place of its share of `k`; positive. */
  readonly kPerWeight?: number;
  /** Rounds of power iteration a step; an integer >= 1, 1 unless given, as in the paper. */
  readonly powerIterations?: number;
}

/**
 * Spectral normalisation, `W̄ = k^(1/L) · W / σ(W)` with `σ(W) ≈ |uᵀWv|`.
 *
 * The paper's variant: the kernel is reshaped to `c_out x (c_in · kh · kw)`; u persists from step to step and moves by
 * `powerIterations` rounds at each; u and v are constants for the gradient, so that
 * `∂L/∂W = (G − ⟨G, W̄⟩ u vᵀ) / σ` for `G = ∂L/∂W̄` (with k = 1). Transposed kernels are reshaped by their output
 * channels. A depthwise kernel is the block diagonal matrix of its channels: each block has its own u and v, σ is the
 * largest over the blocks, and `u vᵀ` stands in the block that attains it.
 *
 * What it does not do: `|uᵀWv|` never exceeds the largest singular value, so `σ(W̄) >= k^(1/L)`, and the two meet only
 * while the weights stand still; in training the estimate lags by what the last steps have moved. The reshaped kernel's
 * norm is not the convolution's, which can be larger by up to `√(kh · kw)` at stride 1. And `k` is the product of the
 * shares for a chain of layers that each occur once, with slopes of at most 1 between them. The critic's Lipschitz
 * constant is therefore aimed at k, and not bounded by it.
 *
 * Where `uᵀWv` is exactly zero, as for a kernel of zeros, the kernel is used as it is (times `k^(1/L)`), and its gradient
 * passes through, so that it can leave zero. A NaN or an infinite entry makes the whole kernel NaN, and u stays what it
 * was.
 *
 * @param options - k, rounds of power iteration
 * @returns the constraint
 * @throws RangeError if an option is out of range; on binding, if a weight is not a kernel
 *
 * @example
 * ```ts
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 *
 * spectralNorm({ powerIterations: 2 }).name; // => "spectral-norm"
 * spectralNorm({ k: 0 }); // => throws /k must be a finite number > 0, received 0/
 * ```
 * @see Miyato et al. (2018), eqs. 8–12 and 18–19, algorithm 1, https://arxiv.org/abs/1802.05957
 */
export function spectralNorm({
  k = 1,
  kPerWeight,
  powerIterations = 1,
}: SpectralNormOptions = {}): LipschitzConstraint {
  checkPositive("spectralNorm", "k", k);
  if (kPerWeight !== undefined) checkPositive("spectralNorm", "kPerWeight", kPerWeight);
  checkCount("spectralNorm", "powerIterations", powerIterations);
  const share = (nWeights: number): number => kPerWeight ?? shareOfK(k, nWeights);
  return {
    name: "spectral-norm",
    guarantee: {
      statement:
        "The largest singular value of each reshaped kernel tends to its share of k as power iteration converges, from above; the norm of the convolution itself can be larger.",
      promises: [
        {
          quantity: "spectral-norm",
          norm: "l2",
          sense: "in-the-limit",
          bound: (_weight, nWeights) => share(nWeights),
        },
      ],
    },
    bind: (weights, rng) => bindSpectralNorm(weights, rng, share(weights.length), powerIterations),
  };
}

function bindSpectralNorm(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  scale: number,
  powerIterations: number,
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
      tf.tidy(() => {
        const sigma = singularValueEstimate(matrixOf("spectralNorm", weight).toBlocks(value), vectorsOf(weight));
        const norm = zeroToOne(tf.where(tf.isFinite(sigma), sigma, Number.NaN)); // W / ∞ would look like a zero
        // The gradient of a quotient squares its divisor, which would over- or underflow: so W is divided by the number that
        // σ is, and then by σ over that number, which is 1.
        const size = detach(norm);
        return tf.div(tf.div(value, size), tf.div(tf.div(norm, size), scale));
      }),
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
