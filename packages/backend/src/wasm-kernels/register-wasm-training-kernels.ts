// oxlint-disable-next-line import/no-unassigned-import -- registers the stock kernels, which must come before ours
import "@tensorflow/tfjs-backend-wasm";
import {
  Conv2D,
  DepthwiseConv2dNative,
  FusedConv2D,
  FusedDepthwiseConv2D,
  getKernel,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { conv2DBackpropFilterConfig } from "./conv2d-backprop-filter.ts";
import { conv2DBackpropInputConfig } from "./conv2d-backprop-input.ts";
import { depthwiseConv2DBackpropFilterConfig } from "./depthwise-conv2d-backprop-filter.ts";
import { depthwiseConv2DBackpropInputConfig } from "./depthwise-conv2d-backprop-input.ts";
import { explicitSamePadding } from "./explicit-same-padding.ts";
import { unsortedSegmentSumConfig } from "./unsorted-segment-sum.ts";

const configs: readonly KernelConfig[] = [
  conv2DBackpropFilterConfig,
  conv2DBackpropInputConfig,
  depthwiseConv2DBackpropFilterConfig,
  depthwiseConv2DBackpropInputConfig,
  unsortedSegmentSumConfig,
];

const forwardConvolutions: readonly (readonly [kernelName: string, depthwise: boolean])[] = [
  [Conv2D, false],
  [FusedConv2D, false],
  [DepthwiseConv2dNative, true],
  [FusedDepthwiseConv2D, true],
];

// What this module has registered, so that a second call changes nothing.
const ours = new WeakSet<KernelConfig>();

/**
 * Registers the kernels that training needs and TensorFlow.js 4.22 lacks on the "wasm" backend:
 * the gradients of convolutions and of depthwise convolutions, and the sum by segments (the gradient of
 * embeddings and of `gather`). The stock gradient of a convolution with respect to its input is replaced by
 * one that runs at the speed of a convolution, and the stock forward convolutions get their `same` padding as
 * numbers, without which they return wrong values where the stride exceeds the kernel. Calling it again changes
 * nothing.
 *
 * `startBackend` calls it; call it yourself when you start the WASM backend without `startBackend`, before or
 * after `tf.setBackend("wasm")`.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
 *
 * registerWasmTrainingKernels();
 * await tf.setBackend("wasm");
 * const x = tf.ones([1, 3, 3, 1]);
 * const loss = (w: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "valid"));
 * tf.grad(loss)(tf.ones([2, 2, 1, 1])).dataSync()[0]; // => 4
 * ```
 */
export function registerWasmTrainingKernels(): void {
  for (const config of configs) replaceKernel(config.kernelName, () => config);
  for (const [kernelName, depthwise] of forwardConvolutions) {
    replaceKernel(kernelName, (stock) => explicitSamePadding(stock, { depthwise }));
  }
}

function replaceKernel(kernelName: string, make: (stock: KernelConfig) => KernelConfig): void {
  // Typed as always there; undefined at run time for a kernel that is missing.
  const present: KernelConfig | undefined = getKernel(kernelName, "wasm");
  if (present !== undefined) {
    if (ours.has(present)) return;
    unregisterKernel(kernelName, "wasm");
  }
  const config = make(present);
  ours.add(config);
  registerKernel(config);
}
