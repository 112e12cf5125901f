import { AddN, getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { addNInParts } from "./add-n.ts";

// What this module has registered, so that a second call changes nothing.
const ours = new WeakSet<KernelConfig>();

/**
 * Registers the kernels that training needs on the "webgpu" backend and that TensorFlow.js 4.22 has wrong there: the sum
 * of eight tensors or more, which the second-order gradient of max pooling runs. Calling it again changes nothing, and
 * calling it where no WebGPU kernels are registered does nothing.
 *
 * @internal
 */
export function registerWebgpuTrainingKernels(): void {
  // Typed as always there; undefined at run time for a kernel that is missing.
  const stock: KernelConfig | undefined = getKernel(AddN, "webgpu");
  if (stock === undefined || ours.has(stock)) return;
  unregisterKernel(AddN, "webgpu");
  const config = addNInParts(stock);
  ours.add(config);
  registerKernel(config);
}
