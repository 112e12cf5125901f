import { Prelu, type KernelConfig } from "@tensorflow/tfjs-core";
import { oneOutput, release, requireInput, share, wasmKernel } from "./wasm-backend.ts";
import { spreadToShape } from "./spread-to-shape.ts";

/** Whether going through `part` over and over goes through `whole` as broadcasting does. */
function repeatsAsItLies(part: readonly number[], whole: readonly number[]): boolean {
  const core = part.slice(
    Math.max(
      0,
      part.findIndex((size) => size !== 1),
    ),
  );
  return part.every((size) => size === 1) || core.every((size, i) => size === whole[whole.length - core.length + i]);
}

/**
 * Parametric ReLU whose slopes have the input's shape when they reach XNNPACK, which takes any slopes for one a channel.
 *
 * @internal
 */
export function spreadPrelu(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    ...wasmKernel(Prelu, ({ inputs, attrs, backend }) => {
      const x = requireInput(Prelu, inputs, "x");
      const alpha = requireInput(Prelu, inputs, "alpha");
      const slopes = repeatsAsItLies(alpha.shape, x.shape)
        ? share(backend, alpha)
        : spreadToShape(backend, alpha, x.shape);
      const result = stock.kernelFunc({ inputs: { x, alpha: slopes }, attrs: { ...(attrs as object) }, backend });
      release(backend, slopes);
      return oneOutput(Prelu, result);
    }),
  };
}
