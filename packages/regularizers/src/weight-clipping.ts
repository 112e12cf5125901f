import { type ConstrainedWeight, type LipschitzConstraint, shareOfK, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { checkPositive } from "./internal/check-options.ts";
import { matrixOf } from "./internal/matrix-of.ts";

/** Options of {@link weightClipping}: the bound on the entries, or the Lipschitz bound it is to follow from. */
export interface WeightClippingOptions {
  /** Bound on the magnitude of each entry; positive, 0.01 unless `c` or `k` is given, as in the WGAN paper. */
  readonly c?: number;
  /**
   * The Lipschitz bound aimed at for the whole critic, in place of `c`: each weight is then clipped at
   * `k^(1/L) / √(rows · columns)` of its matrix, rounded down to float32, which keeps its spectral norm at `k^(1/L)` or
   * below.
   */
  readonly k?: number;
}

/**
 * Weight clipping, `w ← max(−c, min(c, w))` after every optimizer step.
 *
 * The variables themselves are clipped, in place; biases and gains are left alone unless `select` in `constrain` says
 * otherwise. An `m x n` matrix of such entries has a spectral norm of at most `c √(mn)`, which is attained by constant
 * entries. NaN stays NaN.
 *
 * @param options - c or k
 * @returns the constraint
 * @throws RangeError if an option is out of range or both are given
 *
 * @example
 * ```ts
 * import { weightClipping } from "@lipschitz-gan/regularizers";
 *
 * weightClipping({ c: 0.05 }).name; // => "weight-clipping"
 * weightClipping({ c: -1 }); // => throws /c must be a finite number > 0, received -1/
 * ```
 * @see Arjovsky, Chintala & Bottou (2017), Wasserstein GAN, algorithm 1, https://arxiv.org/abs/1701.07875
 */
export function weightClipping({ c, k }: WeightClippingOptions = {}): LipschitzConstraint {
  if (c !== undefined) checkPositive("weightClipping", "c", c);
  if (k !== undefined) checkPositive("weightClipping", "k", k);
  if (c !== undefined && k !== undefined) {
    throw new RangeError(`weightClipping: takes either c or k, received c = ${c} and k = ${k}`);
  }
  // Variables are float32, so the bound is the float32 nearest to c: fround(0.1) is a little above 0.1.
  const entryBound = (weight: ConstrainedWeight, nWeights: number): number =>
    k === undefined ? Math.fround(c ?? 0.01) : roundedDown(shareOfK(k, nWeights) / Math.sqrt(entriesOf(weight)));
  return {
    name: "weight-clipping",
    guarantee: {
      statement:
        "After every step each clipped entry lies in [−c, c], so an m x n kernel matrix has a spectral norm of at most c √(mn).",
      promises: [
        { quantity: "entry", norm: "l2", sense: "always", bound: entryBound },
        {
          quantity: "spectral-norm",
          norm: "l2",
          sense: "always",
          bound: (weight, nWeights) =>
            weight.matrix === null ? Infinity : entryBound(weight, nWeights) * Math.sqrt(entriesOf(weight)),
        },
      ],
    },
    preserves: ["entry", "row-norm"],
    bind: (weights) => {
      if (k !== undefined) for (const weight of weights) entriesOf(weight); // refused before training starts
      const clip = (weight: ConstrainedWeight): void => {
        const bound = entryBound(weight, weights.length);
        // The WASM backend's clipByValue turns NaN into the lower bound, which would hide that training has failed.
        tf.tidy(() => {
          const clipped = tf.clipByValue(weight.variable, -bound, bound);
          weight.variable.assign(tf.where(tf.isNaN(weight.variable), weight.variable, clipped));
        });
      };
      return statelessBinding({ project: clip });
    },
  };
}

/** The largest float32 that is not above a positive number. */
function roundedDown(value: number): number {
  const nearest = new Float32Array([value]);
  // The bits of positive floats, read as whole numbers, are in the order of the floats, subnormal ones too.
  const bits = new Uint32Array(nearest.buffer);
  if ((nearest[0] ?? 0) > value) bits[0] = (bits[0] ?? 0) - 1;
  return nearest[0] ?? 0;
}

/**
 * Number of entries that `c √(entries)` counts. The blocks of a depthwise kernel act on disjoint channels, so that its
 * norm is that of one block.
 */
function entriesOf(weight: ConstrainedWeight): number {
  const { rows, columns } = matrixOf("weightClipping", weight);
  return rows * columns;
}
