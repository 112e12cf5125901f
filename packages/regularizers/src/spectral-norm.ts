import {
  type BoundConstraint,
  type Guarantee,
  type LipschitzConstraint,
  type Promised,
  shareOfK,
} from "@lipschitz-gan/core";
import { certifiedBinding } from "./internal/certified-binding.ts";
import { checkCount, checkPositive } from "./internal/check-options.ts";
import { operatorBinding } from "./internal/operator-binding.ts";
import { reshapedBinding } from "./internal/reshaped-binding.ts";
import { reshapedRatio } from "./internal/reshaped-ratio.ts";

/**
 * What {@link spectralNorm} divides by.
 *
 * - `"sn-gan"`: the estimate of the reshaped kernel's norm, as in the paper
 * - `"operator"`: the estimate of the norm of the layer's linear map
 * - `"certified"`: a proven upper bound of that
 */
export type SpectralNormMode = "sn-gan" | "operator" | "certified";

/** Options of {@link spectralNorm}. */
export interface SpectralNormOptions {
  /** What is divided by; `"sn-gan"` unless given. */
  readonly mode?: SpectralNormMode;
  /** The Lipschitz bound aimed at for the whole critic, shared among its L weights as `k^(1/L)`; positive, 1 unless given. */
  readonly k?: number;
  /** The factor of each weight, in place of its share of `k`; positive. */
  readonly kPerWeight?: number;
  /** Rounds of power iteration a step; an integer >= 1, 1 unless given, as in the paper. */
  readonly powerIterations?: number;
}

/**
 * Spectral normalisation, `W̄ = k^(1/L) · W / σ`, in three modes that differ in σ and in what they promise.
 *
 * `"sn-gan"`, the paper's variant, `σ = |uᵀWv|`: the kernel is reshaped to `c_out x (c_in · kh · kw)`; u persists from step to
 * step and moves by `powerIterations` rounds at each; u and v are constants for the gradient, so that
 * `∂L/∂W = (G − ⟨G, W̄⟩ u vᵀ) / σ` for `G = ∂L/∂W̄` (with k = 1). Transposed kernels are reshaped by their output
 * channels. A depthwise kernel is the block diagonal matrix of its channels: each block has its own u and v, σ is the
 * largest over the blocks, and `u vᵀ` stands in the block that attains it.
 *
 * `"operator"`, `σ = |uᵀT(W)v|`: T is the layer's linear map itself, at its stride, padding, dilation and image size. The same
 * holds with images u and v, and with the gradient of `uᵀT(W)v` for `u vᵀ`. A layer at several places has a pair for each
 * size of image, and σ is the largest. For dense layers on vectors this is the first mode.
 *
 * `"certified"`, `σ = U(W)`: an upper bound of the norm of T, proven in float64 for every new value of W, and enlarged by what
 * rounding W̄ to float32 may add. W̄ follows from W alone: the promise holds for every value, also between an update and the
 * next, and in a baked model. The gradient is that of the mode before with the ratio of U to `|uᵀTv|` held constant,
 * `∂L/∂W = (G − ⟨G, W⟩ ∇|uᵀTv| / |uᵀTv|) / U`. It costs up to a few tenths of a second for each kernel and step; where a
 * bound by frequencies would take longer, U is that of the reshaped kernel, larger than need be by up to `√(kh · kw)`. It
 * reads the weights at once; on WebGPU they must have been read before, which `createTrainer` sees to and `readWeights` does,
 * and no other parametrization can come before this one.
 *
 * What the first two do not do: `|uᵀWv|` never exceeds the largest singular value, so `σ(W̄) >= k^(1/L)`, and the two meet only
 * while the weights stand still; in training the estimate lags by what the last steps have moved. The reshaped kernel's
 * norm is not the convolution's, which can be larger by up to `√(kh · kw)` at stride 1. And in all modes `k` is the product
 * of the shares for a chain of layers that each occur once, with slopes of at most 1 between them: only for such a critic
 * does `"certified"` bound the Lipschitz constant by k, and the others aim at it.
 *
 * Where σ is exactly zero, as for a kernel of zeros, the kernel is used as it is (times `k^(1/L)`), and its gradient
 * passes through, so that it can leave zero. A NaN or an infinite entry makes the whole kernel NaN, and u stays what it
 * was.
 *
 * @param options - mode, k, rounds of power iteration
 * @returns the constraint
 * @throws RangeError if an option is out of range; on binding, if a weight is not a kernel, or, in the modes `"operator"` and
 *   `"certified"`, not that of a dense or convolutional layer at a known image size
 *
 * @example
 * ```ts
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 *
 * spectralNorm({ powerIterations: 2 }).name; // => "spectral-norm"
 * const [ofMap] = spectralNorm({ mode: "certified" }).guarantee.promises;
 * [ofMap?.quantity, ofMap?.sense]; // => ["operator-norm", "always"]
 * spectralNorm({ k: 0 }); // => throws /k must be a finite number > 0, received 0/
 * ```
 * @see Miyato et al. (2018), eqs. 8–12 and 18–19, algorithm 1, https://arxiv.org/abs/1802.05957
 * @see Sedghi, Gupta & Long (2019), The singular values of convolutional layers, https://arxiv.org/abs/1805.10408
 */
export function spectralNorm({
  mode = "sn-gan",
  k = 1,
  kPerWeight,
  powerIterations = 1,
}: SpectralNormOptions = {}): LipschitzConstraint {
  if (!Object.hasOwn(MODES, mode)) {
    throw new RangeError(`spectralNorm: mode must be "sn-gan", "operator" or "certified", received ${mode}`);
  }
  checkPositive("spectralNorm", "k", k);
  if (kPerWeight !== undefined) checkPositive("spectralNorm", "kPerWeight", kPerWeight);
  checkCount("spectralNorm", "powerIterations", powerIterations);
  const share = (nWeights: number): number => kPerWeight ?? shareOfK(k, nWeights);
  const { name, guarantee, gradient, readsValues, bind } = MODES[mode];
  return {
    name,
    guarantee: guarantee(share),
    gradient,
    readsValues,
    bind: (weights, rng) => bind(weights, rng, { scale: share(weights.length), powerIterations }),
  };
}

type Share = (nWeights: number) => number;

interface Mode {
  readonly name: string;
  readonly guarantee: (share: Share) => Guarantee;
  readonly gradient: "exact" | "surrogate";
  readonly readsValues: boolean;
  readonly bind: (...args: Parameters<typeof reshapedBinding>) => BoundConstraint;
}

const MODES: Readonly<Record<SpectralNormMode, Mode>> = {
  "sn-gan": {
    name: "spectral-norm",
    guarantee: (share) => ({
      statement:
        "The largest singular value of each reshaped kernel tends to its share of k as power iteration converges, from above; the norm of the convolution itself can be larger.",
      promises: [promise("spectral-norm", "in-the-limit", share)],
    }),
    gradient: "exact",
    readsValues: false,
    bind: reshapedBinding,
  },
  operator: {
    name: "spectral-norm-operator",
    guarantee: (share) => ({
      statement:
        "The norm of each layer's linear map, at its stride, padding and image size, tends to its share of k as power iteration converges, from above.",
      promises: [promise("operator-norm", "in-the-limit", share)],
    }),
    gradient: "exact",
    readsValues: false,
    bind: operatorBinding,
  },
  certified: {
    name: "spectral-norm-certified",
    guarantee: (share) => ({
      statement:
        "The norm of each layer's linear map, at its stride, padding and image size, is at most its share of k for every value of the weights; how far below depends on how tight the proven bound is.",
      promises: [
        promise("operator-norm", "always", share),
        {
          ...promise("spectral-norm", "always", share),
          bound: (weight, nWeights) => share(nWeights) * reshapedRatio(weight),
        },
      ],
    }),
    gradient: "surrogate", // the bound has none that would be known
    readsValues: true,
    bind: certifiedBinding,
  },
};

function promise(quantity: Promised["quantity"], sense: Promised["sense"], share: Share): Promised {
  return { quantity, norm: "l2", sense, bound: (_weight, nWeights) => share(nWeights) };
}
