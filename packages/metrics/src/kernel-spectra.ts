import { constrain, type ConstrainedWeight, type KernelMatrix, unconstrained } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { effectiveRank } from "./effective-rank.ts";
import { singularValues } from "./singular-values.ts";
import { spectrumEntropy } from "./spectrum-entropy.ts";

/** The singular values of one kernel as a matrix. */
export interface KernelSpectrum {
  /** Name of the layer; with the kernel's own name behind it where it has several: `"block1/depthwise_kernel"`. */
  readonly layer: string;
  /** Rows of the matrix: output channels. */
  readonly rows: number;
  /** Its columns: input channels times the size of the window. */
  readonly columns: number;
  /** All `min(rows, columns)` singular values, falling. */
  readonly singularValues: readonly number[];
  /** Entropy of `σ / Σσ` in nats, in `[0, log min(rows, columns)]`. */
  readonly entropy: number;
  /** Its exponential, in `[1, min(rows, columns)]`; 0 for a kernel of zeros. */
  readonly effectiveRank: number;
}

/** A weight that is seen as a matrix. */
type Kernel = ConstrainedWeight & { readonly matrix: KernelMatrix };

/**
 * The spectrum of every kernel of a model, reshaped to a matrix as spectral normalisation does.
 *
 * A dense kernel is `out x in`, a convolution's `out x (in · window)`, and a depthwise one the block diagonal matrix of its
 * channels, whose values are those of the blocks together. These are values of the reshaped kernels, not of the
 * convolutions as operators. To see what a constraint leaves, pass the model with its constrained weights, as
 * `await critic.bake()` gives.
 *
 * @param model - a built model with one input and one output, nested models and wrappers included
 * @returns a spectrum for each kernel of a dense, convolutional, recurrent or embedding layer, in the model's order
 * @throws RangeError if the model has no such kernel, or a weight is not finite
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { kernelSpectra } from "@lipschitz-gan/metrics";
 *
 * const layer = tfl.layers.dense({ units: 2, inputShape: [2], useBias: false, name: "critic_dense" });
 * const model = tfl.sequential({ layers: [layer] });
 * model.setWeights([tf.tensor2d([[0, 2], [2, 0]])]);
 * const [spectrum] = await kernelSpectra(model);
 * spectrum!.layer; // => "critic_dense"
 * spectrum!.singularValues; // => [2, 2]
 * spectrum!.effectiveRank; // => ~2
 * ```
 * @see Miyato et al. (2018), section 2.1 and figure 3, https://arxiv.org/abs/1802.05957
 */
export async function kernelSpectra(model: tfl.LayersModel): Promise<readonly KernelSpectrum[]> {
  const view = constrain(model, unconstrained(), { select: isKernel });
  try {
    const kernels = view.weights.filter(isKernel);
    const spectra: KernelSpectrum[] = [];
    for (const kernel of kernels) {
      const isAlone = kernels.every((other) => other === kernel || other.layer !== kernel.layer);
      spectra.push(await spectrumOf(kernel, isAlone ? kernel.layer : kernel.name));
    }
    return spectra;
  } finally {
    view.dispose();
  }
}

function isKernel(weight: ConstrainedWeight): weight is Kernel {
  return weight.matrix !== null;
}

async function spectrumOf({ variable, matrix }: Kernel, layer: string): Promise<KernelSpectrum> {
  const { groups, rows, columns } = matrix;
  const blocks = tf.tidy(() => matrix.toBlocks(variable));
  const entries = await blocks.data<"float32">();
  blocks.dispose();
  const bad = entries.findIndex((entry) => !Number.isFinite(entry));
  if (bad >= 0) {
    throw new RangeError(`kernelSpectra: the kernel of ${layer} must be finite, received ${entries[bad]} at ${bad}`);
  }
  // The blocks are transposed, which changes no singular value.
  const values = Array.from({ length: groups }, (_, group) =>
    Array.from(singularValues(entries.subarray(group * rows * columns, (group + 1) * rows * columns), columns, rows)),
  )
    .flat()
    .toSorted((a, b) => b - a);
  return {
    layer,
    rows: groups * rows,
    columns: groups * columns,
    singularValues: values,
    entropy: spectrumEntropy(values),
    effectiveRank: effectiveRank(values),
  };
}
