import {
  type ConstrainedModel,
  type ConstrainedWeight,
  type NamedVariables,
  powerIteration,
  type Rng,
  singularValueEstimate,
  startVector,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** Follows the largest singular value of every constrained kernel by power iteration of its own. */
export interface SpectralMonitor extends Disposable {
  /**
   * One round of power iteration for each kernel, on the values that a forward pass uses.
   *
   * @returns the estimates `uᵀW̄v` by layer (by weight where a layer has several kernels); lower bounds, never upper ones
   */
  measure(): Promise<Record<string, number>>;
  /** The vectors u by weight, which a checkpoint needs so that a resumed run measures the same. */
  state(): NamedVariables;
  /** Frees the vectors. */
  dispose(): void;
}

/**
 * Watches the spectral norms that a constraint really enforces.
 *
 * @param model - the constrained model
 * @param rng - random streams for the start vectors
 * @returns the monitor, which the caller disposes
 *
 * @example
 * ```ts
 * import { constrain, createRng } from "@lipschitz-gan/core";
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { spectralMonitor } from "@lipschitz-gan/training";
 *
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: "score" })] });
 * const monitor = spectralMonitor(constrain(model, spectralNorm()), createRng(0));
 * (await monitor.measure())["score"]; // => ~1
 * ```
 * @see Miyato et al. (2018), figure 9, https://arxiv.org/abs/1802.05957
 */
export function spectralMonitor(model: ConstrainedModel, rng: Rng): SpectralMonitor {
  const kernels = model.weights.flatMap((weight) => {
    const { matrix } = weight;
    if (matrix === null) return [];
    const start = startVector(matrix, rng.stream(`monitor/${weight.name}`));
    const u = tf.variable(start, false);
    start.dispose();
    return [{ weight, matrix, u, label: label(weight, model.weights) }];
  });
  const measureAll = (): tf.Tensor1D =>
    model.forward((pass) => {
      const estimates = kernels.map(({ weight, matrix, u }) => {
        const blocks = matrix.toBlocks(pass.weight(weight));
        const vectors = powerIteration(blocks, { u, v: tf.zeros([matrix.groups, matrix.columns, 1]) });
        u.assign(vectors.u);
        return singularValueEstimate(blocks, vectors);
      });
      return tf.stack(estimates) as tf.Tensor1D; // scalars stack to rank 1
    });
  const dispose = (): void => {
    for (const { u } of kernels) if (!u.isDisposed) u.dispose();
  };
  return {
    measure: async () => {
      if (kernels.length === 0) return {};
      const estimates = measureAll();
      const values = await estimates.data();
      estimates.dispose();
      return Object.fromEntries(kernels.map((kernel, i) => [kernel.label, values[i] ?? Number.NaN]));
    },
    state: () => Object.fromEntries(kernels.map(({ weight, u }) => [`${weight.name}/u`, u])),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function label(weight: ConstrainedWeight, all: readonly ConstrainedWeight[]): string {
  const alone = all.filter((other) => other.layer === weight.layer && other.matrix !== null).length === 1;
  return alone ? weight.layer : weight.name;
}
