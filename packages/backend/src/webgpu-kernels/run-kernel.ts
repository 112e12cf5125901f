import { getKernel } from "@tensorflow/tfjs-core";
import type { KernelBackend, KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";

/**
 * Runs a kernel that has one output.
 *
 * @param config - the kernel
 * @param backend - the backend that it is registered for
 * @param inputs - its inputs by name
 * @param attrs - its attributes
 * @returns the output, whose data the caller owns
 * @internal
 */
export function runConfig(
  { kernelName, kernelFunc }: KernelConfig,
  backend: KernelBackend,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const output = kernelFunc({ inputs, attrs, backend });
  if (Array.isArray(output)) throw new Error(`${kernelName}: expected one output, received ${output.length}`);
  return output;
}

/**
 * Runs a WebGPU kernel that has one output, by its name.
 *
 * @param name - the kernel's name
 * @param backend - the WebGPU backend
 * @param inputs - its inputs by name
 * @param attrs - its attributes
 * @returns the output, whose data the caller owns
 * @internal
 */
export function runKernel(
  name: string,
  backend: KernelBackend,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  return runConfig(getKernel(name, "webgpu"), backend, inputs, attrs);
}
