import { checkCount, checkNorm } from "./internal/check.ts";
import { productUp, rootUp } from "../rounding/round-up.ts";
import { hasFullWindow, largestOverlap } from "./window.ts";
import { windowOverlap } from "./window-overlap.ts";

/** A convolution, by the norm of its reshaped kernel and its geometry; one entry an axis. */
export interface ConvolutionGeometry {
  /**
   * Spectral norm of the kernel as a matrix, output channels × everything else. For a depthwise kernel the largest over
   * its channels; for a transposed convolution that of the convolution it is the adjoint of: its **input** channels ×
   * everything else, which is not the matrix that spectral normalisation uses.
   */
  readonly reshapedNorm: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  /** 1 everywhere unless given. */
  readonly dilations?: readonly number[];
  /** Spatial size of the input; of the **output** for a transposed convolution. */
  readonly inputSize?: readonly number[];
  /** Zero padding as in TensorFlow; `"valid"` (none) unless given, as in tf.layers. */
  readonly padding?: "valid" | "same";
}

/** What the norm of a linear map lies between. */
export interface NormBracket {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The norm of a convolution T lies between the norm s of its reshaped kernel and `√(Π κ) · s`.
 *
 * T cuts the image into windows and multiplies each by the kernel's matrix. An entry is in at most Π κ windows, so the
 * cutting has norm √(Π κ) at most; and an image that is the leading right singular vector in one window and zero
 * elsewhere attains s there. The upper end always holds; with `inputSize` κ is counted for that size and can be
 * smaller than {@link @lipschitz-gan/certificates!windowOverlap | windowOverlap}. The lower end needs one window that lies wholly inside the image. Without padding
 * every window does; with `"same"` and no `inputSize`, or a size that holds no full window, `lower` is 0, since the
 * kernel may be zero at all taps that meet the image. Both ends are attained by some kernels.
 *
 * A bound is a bound only if `reshapedNorm` is one: from power iteration, which is too low, `upper` proves nothing.
 *
 * @param geometry - norm, window, strides, dilations, and what is known of size and padding
 * @returns both ends, `upper` rounded up
 * @throws RangeError if a size is no integer >= 1, the lists differ in length, no window fits, or the norm is not finite and >= 0
 *
 * @example
 * ```ts
 * import { operatorNormBracket } from "@lipschitz-gan/certificates";
 *
 * const layer = { reshapedNorm: 1, kernelSize: [4, 4], strides: [2, 2], padding: "same" } as const;
 * operatorNormBracket(layer); // => { lower: 0, upper: 2 }
 * operatorNormBracket({ ...layer, inputSize: [32, 32] }); // => { lower: 1, upper: 2 }
 * operatorNormBracket({ ...layer, inputSize: [2, 2] }); // => { lower: 0, upper: 1 }
 * ```
 * @see Tsuzuku, Sato & Sugiyama (2018), Lipschitz-margin training, https://arxiv.org/abs/1802.04034, for the upper end
 */
export function operatorNormBracket(geometry: ConvolutionGeometry): NormBracket {
  const { reshapedNorm, kernelSize, strides, dilations, inputSize, padding = "valid" } = geometry;
  checkNorm(WHERE, "reshapedNorm", reshapedNorm);
  for (const [what, list] of Object.entries({ strides, dilations, inputSize })) {
    if (list !== undefined && list.length !== kernelSize.length) {
      throw new RangeError(`${WHERE}: ${what} must have ${kernelSize.length} entries, received ${list.length}`);
    }
  }
  const axes = kernelSize.map((size, axis) => {
    const window = { kernelSize: size, stride: strides[axis] ?? 1, dilation: dilations?.[axis] ?? 1, padding };
    return axisOf(window, inputSize?.[axis]);
  });
  const overlap = axes.reduce((product, { overlap: own }) => product * own, 1);
  return {
    lower: axes.every(({ full }) => full) ? reshapedNorm : 0,
    upper: productUp(rootUp(overlap), reshapedNorm),
  };
}

const WHERE = "operatorNormBracket";

interface AxisWindow {
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: "valid" | "same";
}

function axisOf(window: AxisWindow, inputSize: number | undefined): { overlap: number; full: boolean } {
  const overlap = windowOverlap(window.kernelSize, window.stride, window.dilation);
  if (inputSize === undefined) return { overlap, full: window.padding === "valid" };
  checkCount(WHERE, "inputSize", inputSize);
  const sized = { ...window, inputSize };
  const full = hasFullWindow(sized);
  if (!full && window.padding === "valid") {
    throw new RangeError(
      `${WHERE}: a window must fit into inputSize, received ${inputSize} for ${window.kernelSize} taps`,
    );
  }
  return { overlap: largestOverlap(sized), full };
}
