import { type BoundConstraint, type ConstrainedWeight, type LipschitzConstraint, shareOfK } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { checkPositive } from "./internal/check-options.ts";
import { disposeAll } from "./internal/dispose-all.ts";
import { matrixOf } from "./internal/matrix-of.ts";
import { normalisedRows, scaledRows } from "./internal/normalised-rows.ts";

/** Options of {@link weightNorm}. */
export interface WeightNormOptions {
  /**
   * What the norms of the rows follow from, `k^(1/L)` for each of L weights; positive, 1 unless given. The critic is aimed
   * at k only as far as one row leads in each weight: the bound that unit rows imply is larger by the product of `√rows`.
   */
  readonly k?: number;
  /** The norm of each row, in place of the weight's share of `k`; positive. */
  readonly kPerWeight?: number;
  /** Whether each row has a trainable gain; false unless given, as in the SN-GAN paper. */
  readonly gain?: boolean;
}

/**
 * Weight normalisation, `w̄_o = g_o · w_o / ‖w_o‖₂` for every row o of the kernel matrix (one row an output channel).
 *
 * Without gain, `g_o = k^(1/L)` for all rows, the SN-GAN paper's variant. With gain, g is trained, from the norms that
 * the rows have at the start (so the model starts as it was), and nothing is bounded any more.
 *
 * Unit rows only make the squares of the singular values sum to the number of rows: the largest can reach `√rows`.
 *
 * A row of zeros stays zero, and its gradient is that of the row times its gain. A NaN makes its row NaN.
 *
 * @param options - k, gain
 * @returns the constraint
 * @throws RangeError if an option is out of range; on binding, if a weight is not a kernel
 *
 * @example
 * ```ts
 * import { weightNorm } from "@lipschitz-gan/regularizers";
 *
 * weightNorm().guarantee.promises.length; // => 2
 * weightNorm({ gain: true }).guarantee.promises.length; // => 0
 * ```
 * @see Salimans & Kingma (2016), Weight Normalization, eq. 2, https://arxiv.org/abs/1602.07868
 * @see Miyato et al. (2018), section 3 and eq. 13 (no gain in a critic), https://arxiv.org/abs/1802.05957
 */
export function weightNorm({ k = 1, kPerWeight, gain = false }: WeightNormOptions = {}): LipschitzConstraint {
  checkPositive("weightNorm", "k", k);
  if (kPerWeight !== undefined) checkPositive("weightNorm", "kPerWeight", kPerWeight);
  const rowNorm = (nWeights: number): number => kPerWeight ?? shareOfK(k, nWeights);
  return {
    name: "weight-norm",
    guarantee: gain
      ? { statement: "With a trained gain nothing is bounded.", promises: [] }
      : {
          statement:
            "Each row of each kernel matrix has norm k^(1/L), so its spectral norm lies between that and √rows times as much.",
          promises: [
            { quantity: "row-norm", norm: "l2", sense: "always", bound: (_weight, nWeights) => rowNorm(nWeights) },
            {
              quantity: "spectral-norm",
              norm: "l2",
              sense: "always",
              bound: (weight, nWeights) => rowNorm(nWeights) * Math.sqrt(matrixOf("weightNorm", weight).rows),
            },
          ],
        },
    bind: (weights) => bindWeightNorm(weights, rowNorm(weights.length), gain),
  };
}

function bindWeightNorm(weights: readonly ConstrainedWeight[], rowNorm: number, gain: boolean): BoundConstraint {
  for (const weight of weights) matrixOf("weightNorm", weight); // refused before anything is allocated
  const gains = Object.fromEntries(gain ? weights.map((weight) => [`${weight.name}/gain`, startGain(weight)]) : []);
  const parametrize = (weight: ConstrainedWeight, value: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      const trained = gains[`${weight.name}/gain`];
      const matrix = matrixOf("weightNorm", weight);
      return trained === undefined
        ? normalisedRows(matrix, value, rowNorm)
        : tf.mul(normalisedRows(matrix, value, 1), trained);
    });
  const dispose = (): void => disposeAll(gains);
  return { parametrize, trainable: () => gains, state: () => gains, dispose, [Symbol.dispose]: dispose };
}

function startGain(weight: ConstrainedWeight): tf.Variable {
  return tf.tidy(() => {
    const { scale, norms } = scaledRows(matrixOf("weightNorm", weight), weight.variable);
    return tf.variable(tf.mul(scale, norms));
  });
}
