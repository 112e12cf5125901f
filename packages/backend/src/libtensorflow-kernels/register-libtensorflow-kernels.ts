import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { orderKernels, withComparedTruths } from "./compared-truths.ts";
import { windowKernels, withExactWindows } from "./exact-windows.ts";

type Completion = (stock: KernelConfig) => KernelConfig;

const completions: readonly (readonly [kernelName: string, complete: Completion])[] = [
  ...windowKernels.map((name) => [name, withExactWindows] as const),
  ...orderKernels.map((name) => [name, withComparedTruths] as const),
];

// What this module has registered, so that a second call changes nothing.
const ours = new WeakSet<KernelConfig>();

/**
 * Completes the kernels of `@tensorflow/tfjs-node` and `@tensorflow/tfjs-node-gpu` 4.22 for training. None is missing
 * that a layer of a GAN or a gradient of one runs. But convolutions, poolings and their gradients refuse paddings in
 * numbers, which the other backends take, and may end the process where no window fits; and truth values have no order.
 * Calling it again changes nothing.
 *
 * @internal
 */
export function registerLibtensorflowKernels(): void {
  for (const [kernelName, complete] of completions) {
    // Typed as always there; undefined at run time for a kernel that is missing.
    const stock: KernelConfig | undefined = getKernel(kernelName, "tensorflow");
    if (stock === undefined || ours.has(stock)) continue;
    unregisterKernel(kernelName, "tensorflow");
    const config = complete(stock);
    ours.add(config);
    registerKernel(config);
  }
}
