import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { getKernelsForBackend, registerKernel, unregisterKernel, type KernelConfig } from "@tensorflow/tfjs-core";
import { convolutionKernels } from "./kernels/convolution.ts";
import { elementwiseKernels } from "./kernels/elementwise.ts";
import type { NativeKernel } from "./kernels/native-kernel.ts";
import { productKernels } from "./kernels/product.ts";
import { reductionKernels } from "./kernels/reduction.ts";
import { sharingKernels } from "./kernels/sharing.ts";
import type { NativeEngine } from "./native-engine.ts";

/** The backend's name in TensorFlow.js. @internal */
export const NATIVE = "native";

const kernels: readonly NativeKernel[] = [
  ...convolutionKernels,
  ...elementwiseKernels,
  ...productKernels,
  ...reductionKernels,
  ...sharingKernels,
];

/**
 * Registers every kernel of "wasm" for "native" as well, the heavy ones on oneDNN.
 *
 * @param engine - where they run
 * @internal
 */
export function registerNativeKernels(engine: NativeEngine): void {
  unregisterNativeKernels();
  const native = new Map(kernels.map((kernel) => [kernel.kernelName, kernel]));
  for (const config of getKernelsForBackend("wasm")) {
    const kernel = native.get(config.kernelName);
    registerKernel({ ...(kernel === undefined ? config : onOneDnn(kernel, config, engine)), backendName: NATIVE });
  }
}

/** Takes them out again. @internal */
export function unregisterNativeKernels(): void {
  for (const { kernelName } of getKernelsForBackend(NATIVE)) unregisterKernel(kernelName, NATIVE);
}

/** oneDNN where it takes the call, else WASM. */
function onOneDnn({ run }: NativeKernel, config: KernelConfig, engine: NativeEngine): KernelConfig {
  return {
    ...config,
    kernelFunc: (given) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- "native" is registered over a WASM backend
      run({ inputs: given.inputs, attrs: given.attrs, backend: given.backend as BackendWasm, engine }) ??
      config.kernelFunc(given),
  };
}
