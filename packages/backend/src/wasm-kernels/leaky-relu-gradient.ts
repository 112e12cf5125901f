import { Multiply, Step, type KernelConfig } from "@tensorflow/tfjs-core";
import { LEAKY_RELU_GRADIENT } from "../gradients/leaky-relu-gradient.ts";
import { callWasmKernel, release, requireInput, wasmKernel } from "./wasm-backend.ts";

/**
 * dy where x > 0, α·dy elsewhere.
 *
 * @internal
 */
export const leakyReluGradientConfig: KernelConfig = wasmKernel<{ readonly alpha: number }>(
  LEAKY_RELU_GRADIENT,
  ({ inputs, attrs: { alpha }, backend }) => {
    const slope = callWasmKernel(backend, Step, { x: requireInput(LEAKY_RELU_GRADIENT, inputs, "x") }, { alpha });
    const dy = requireInput(LEAKY_RELU_GRADIENT, inputs, "dy");
    const result = callWasmKernel(backend, Multiply, { a: dy, b: slope });
    release(backend, slope);
    return result;
  },
);
