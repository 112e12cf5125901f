/** One spatial axis of a convolution. */
export interface ConvolutionAxis {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first entry; those after the last follow from the sizes. */
  readonly padBefore: number;
}

/**
 * The geometry of a linear map that slides a kernel over its input, zero padding included.
 *
 * Output channel c of group g at position o is `Σ_t Σ_i K[t, i, c] · x[o · stride + t · dilation − padBefore, g · (inChannels / groups) + i]`.
 * The kernel's memory is `[...kernelSizes, inChannels / groups, outChannels]`, and group g makes the output channels from
 * `g · outChannels / groups` on. So a dense layer is the map without axes; a depthwise convolution has as many groups as input
 * channels, and its kernel of tf.layers, `[...sizes, inChannels, multiplier]`, has this layout already; and a transposed
 * convolution's kernel, `[...sizes, outputs, inputs]`, is that of the convolution whose adjoint it is.
 */
export interface ConvolutionMap {
  /** Spatial axes in order; none for a dense layer. */
  readonly axes: readonly ConvolutionAxis[];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** Whether the operation is the adjoint of this map, from its outputs to its inputs: a transposed convolution. */
  readonly isAdjoint: boolean;
}
