import { getKernelsForBackend, registerKernel, unregisterKernel, type KernelConfig } from "@tensorflow/tfjs-core";
import { batchNormKernels } from "./kernels/batch-norm.ts";
import { convolutionKernels } from "./kernels/convolution.ts";
import { elementwiseKernels } from "./kernels/elementwise.ts";
import type { NativeKernel } from "./kernels/native-kernel.ts";
import { poolingKernels } from "./kernels/pooling.ts";
import { productKernels } from "./kernels/product.ts";
import { reductionKernels } from "./kernels/reduction.ts";
import { sharingKernels } from "./kernels/sharing.ts";
import type { NativeEngine } from "./native-engine.ts";
import { OneDnnError } from "./onednn/dialect.ts";

/** The backend's name in TensorFlow.js. @internal */
export const NATIVE = "native";

const kernels: readonly NativeKernel[] = [
  ...batchNormKernels,
  ...convolutionKernels,
  ...elementwiseKernels,
  ...poolingKernels,
  ...productKernels,
  ...reductionKernels,
  ...sharingKernels,
];

/**
 * Registers every kernel of "wasm" for "native" as well, the heavy ones on oneDNN.
 *
 * @param engine - where they run
 * @param onRemove - called when TensorFlow.js removes the backend of that name
 * @internal
 */
export function registerNativeKernels(engine: NativeEngine, onRemove: () => void): void {
  unregisterNativeKernels();
  const native = new Map(kernels.map((kernel) => [kernel.kernelName, kernel]));
  const onWasm = getKernelsForBackend("wasm");
  const there = new Set(onWasm.map(({ kernelName }) => kernelName));
  const lacking = kernels.filter(({ kernelName }) => !there.has(kernelName)).map(withoutOutputs);
  for (const config of [...onWasm, ...lacking]) {
    const kernel = native.get(config.kernelName);
    registerKernel({
      ...(kernel === undefined ? config : onOneDnn(kernel, config, engine)),
      backendName: NATIVE,
      disposeFunc: onRemove,
    });
  }
}

/** Takes them out again. @internal */
export function unregisterNativeKernels(): void {
  for (const { kernelName } of getKernelsForBackend(NATIVE)) unregisterKernel(kernelName, NATIVE);
}

/** What stands for a kernel that WASM lacks. */
function withoutOutputs({ kernelName }: NativeKernel): KernelConfig {
  return { kernelName, backendName: NATIVE, kernelFunc: () => [] };
}

/** oneDNN where it takes the call, else WASM. */
function onOneDnn({ run }: NativeKernel, config: KernelConfig, engine: NativeEngine): KernelConfig {
  const { allocations } = engine;
  const backend = allocations.view;
  return {
    ...config,
    kernelFunc: (given) => {
      try {
        const result = allocations.during(() => run({ inputs: given.inputs, attrs: given.attrs, backend, engine }));
        if (result !== undefined) return result;
      } catch (error) {
        // The library is of another opinion than the kernel about what it can do: WASM can.
        if (!(error instanceof OneDnnError)) throw error;
      }
      return config.kernelFunc(given);
    },
  };
}
