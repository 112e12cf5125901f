import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { runKernel } from "./run-kernel.ts";

interface ConvolutionKernels {
  readonly forward: string;
  readonly backpropInput: string;
  readonly backpropFilter: string;
  /** What the forward kernel wants to know and the backward kernels are not told. */
  readonly forwardOnly: object;
}

const convolutions: readonly ConvolutionKernels[] = [
  {
    forward: tf.Conv2D,
    backpropInput: tf.Conv2DBackpropInput,
    backpropFilter: tf.Conv2DBackpropFilter,
    forwardOnly: { dilations: 1 },
  },
  {
    forward: tf.DepthwiseConv2dNative,
    backpropInput: tf.DepthwiseConv2dNativeBackpropInput,
    backpropFilter: tf.DepthwiseConv2dNativeBackpropFilter,
    forwardOnly: { dataFormat: "NHWC" },
  },
  {
    forward: tf.Conv3D,
    backpropInput: tf.Conv3DBackpropInputV2,
    backpropFilter: tf.Conv3DBackpropFilterV2,
    forwardOnly: { dataFormat: "NDHWC", dilations: 1 },
  },
];

/**
 * The two backward kernels of a convolution are bilinear, as the convolution is:
 * ⟨dx, backpropInput(dy, W)⟩ = ⟨conv(dx, W), dy⟩ = ⟨W, backpropFilter(dx, dy)⟩.
 * Each gradient is that identity, read for one of the arguments.
 */
function backwardGradients(kernels: ConvolutionKernels): tf.GradConfig[] {
  const convolve = (x: tf.Tensor, filter: tf.Tensor, attrs: object) =>
    runKernel(kernels.forward, { x, filter }, { ...attrs, ...kernels.forwardOnly });
  return [
    defineGradient<object>({
      kernel: kernels.backpropInput,
      inputs: ["dy", "filter"],
      gradient: ({ dy: ddx, saved, attrs }) => {
        const dy = savedAt(saved, 0);
        const filter = savedAt(saved, 1);
        const filterShape = filter.shape;
        return {
          dy: () => convolve(ddx, filter, attrs),
          filter: () => runKernel(kernels.backpropFilter, { x: ddx, dy }, { ...attrs, filterShape }),
        };
      },
    }),
    defineGradient<object>({
      kernel: kernels.backpropFilter,
      inputs: ["x", "dy"],
      gradient: ({ dy: filter, saved, attrs }) => {
        const x = savedAt(saved, 0);
        const dy = savedAt(saved, 1);
        const inputShape = x.shape;
        return {
          x: () => runKernel(kernels.backpropInput, { dy, filter }, { ...attrs, inputShape }),
          dy: () => convolve(x, filter, attrs),
        };
      },
    }),
  ];
}

/**
 * Gradients of the backward kernels of 2-D, depthwise and 3-D convolutions. (A transposed 2-D
 * convolution is the first of these kernels.)
 *
 * @internal
 */
export const convolutionGradients: readonly tf.GradConfig[] = convolutions.flatMap(backwardGradients);
