// oxlint-disable-next-line import/no-unassigned-import -- registers the stock kernels, which must come before ours
import "@tensorflow/tfjs-backend-wasm";
import {
  _FusedMatMul,
  BatchMatMul,
  Cast,
  Conv2D,
  DepthwiseConv2dNative,
  FusedConv2D,
  FusedDepthwiseConv2D,
  getKernel,
  Prelu,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { adamUpdateConfig } from "../fused-kernels/adam-update.ts";
import { finiteCheckConfig } from "../fused-kernels/finite-check.ts";
import { spectralNormalizeConfigs } from "../fused-kernels/spectral-normalize.ts";
import { unitOrConfig } from "../fused-kernels/unit-or.ts";
import { weightNormalizeConfigs } from "../fused-kernels/weight-normalize.ts";
import { castToBool } from "./cast-to-bool.ts";
import { conv2DBackpropFilterConfig } from "./conv2d-backprop-filter.ts";
import { conv2DBackpropInputConfig } from "./conv2d-backprop-input.ts";
import { depthwiseConv2DBackpropFilterConfig } from "./depthwise-conv2d-backprop-filter.ts";
import { depthwiseConv2DBackpropInputConfig } from "./depthwise-conv2d-backprop-input.ts";
import { explicitPadding } from "./explicit-padding.ts";
import { untransposedProduct } from "./untransposed-product.ts";
import { leakyReluGradientConfig } from "./leaky-relu-gradient.ts";
import { maxPoolGradConfig } from "./max-pool-grad.ts";
import { spreadPrelu } from "./spread-prelu.ts";
import { unsortedSegmentSumConfig } from "./unsorted-segment-sum.ts";

const configs: readonly KernelConfig[] = [
  conv2DBackpropFilterConfig,
  conv2DBackpropInputConfig,
  depthwiseConv2DBackpropFilterConfig,
  depthwiseConv2DBackpropInputConfig,
  leakyReluGradientConfig,
  maxPoolGradConfig,
  unsortedSegmentSumConfig,
  adamUpdateConfig,
  finiteCheckConfig,
  unitOrConfig,
  ...spectralNormalizeConfigs,
  ...weightNormalizeConfigs,
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
 * Registers the kernels that training needs on the "wasm" backend and that TensorFlow.js 4.22 lacks there, or has
 * wrong or slow. Calling it again changes nothing.
 *
 * - Missing: the filter gradient of a convolution, both gradients of a depthwise convolution, and the sum by
 *   segments, which is the gradient of embeddings and of `gather`.
 * - Slow: the input gradient of a convolution, now phase by phase at the speed of a convolution, and products with
 *   transposed matrices, which the gradients of dense layers are.
 * - Wrong: products of stacks of matrices where one is repeated along some of several axes; parametric ReLU whose slopes
 *   are repeated along the last axis; numbers cast to truth values; numbers of windows that are rounded up; `same` padding where the stride exceeds the kernel; the gradient of max pooling where a window has no
 *   positive value; a matrix product whose right operand shares its buffer with one of another shape, as
 *   `reshape` makes them.
 *
 * Convolutions and their gradients are for channels last, as everything on this backend. The gradient kernels of
 * dense convolutions also take `dilations`, which TensorFlow.js's own gradient of `conv2d` does not pass on.
 *
 * `startBackend` calls it; call it yourself when you start the WASM backend without `startBackend`, before or
 * after `tf.setBackend("wasm")`.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import "@tensorflow/tfjs-layers"; // registers the gradients of TensorFlow.js
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
    replaceKernel(kernelName, (stock) => explicitPadding(stock, { depthwise }));
  }
  replaceKernel(Prelu, spreadPrelu);
  replaceKernel(Cast, castToBool);
  for (const kernelName of [BatchMatMul, _FusedMatMul]) replaceKernel(kernelName, untransposedProduct);
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
