import type { KernelBackend, KernelConfig, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { runConfig } from "./run-kernel.ts";

/** Buffers that one kernel may see on every WebGPU device; one of them holds the result. */
const BUFFERS = 8;

/**
 * A sum of any number of tensors, from sums of as many as one kernel may see.
 *
 * TensorFlow.js passes all at once. A device refuses that from the eighth on, and the result is whatever its buffer held.
 *
 * @param stock - TensorFlow.js' kernel
 * @returns the kernel to register in its place
 * @see https://www.w3.org/TR/webgpu/#limits, maxStorageBuffersPerShaderStage
 * @internal
 */
export function addNInParts(stock: KernelConfig): KernelConfig {
  const sumOf = (terms: readonly TensorInfo[], backend: KernelBackend): TensorInfo => {
    // A list, in a type for inputs by name.
    const inputs: NamedTensorInfoMap = Object.assign([...terms]);
    return runConfig(stock, backend, inputs);
  };
  return {
    ...stock,
    kernelFunc: ({ inputs, backend: untyped }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry hands a kernel the backend it is registered for
      const backend = untyped as KernelBackend;
      const [first, ...rest] = partsOf(Object.values(inputs).filter((term) => term !== undefined));
      let sum = sumOf(first ?? [], backend);
      for (const part of rest) {
        const before = sum;
        sum = sumOf([before, ...part], backend);
        backend.disposeData(before.dataId);
      }
      return sum;
    },
  };
}

/** Seven terms, then six at a time, as the sum so far takes a buffer, too. */
function partsOf(terms: readonly TensorInfo[]): TensorInfo[][] {
  const parts = [terms.slice(0, BUFFERS - 1)];
  for (let i = BUFFERS - 1; i < terms.length; i += BUFFERS - 2) parts.push(terms.slice(i, i + BUFFERS - 2));
  return parts;
}
