import { DepthwiseConv2dNativeBackpropFilter } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { convGeometry } from "./conv-geometry.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { forEachTap } from "./depthwise-taps.ts";
import { heapFloats, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

interface Attributes extends ConvAttributes {
  readonly filterShape: number[];
}

/**
 * The gradient of a depthwise convolution with respect to its filter,
 * `dW[i, j, c, m] = sum_{n, a, b} x[n, a s + i d - p, b s + j d - p, c] dy[n, a, b, c M + m]`, summed in float64.
 *
 * @internal
 */
export function depthwiseConv2DBackpropFilter({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const x = requireInput(DepthwiseConv2dNativeBackpropFilter, inputs, "x");
  const dy = requireInput(DepthwiseConv2dNativeBackpropFilter, inputs, "dy");
  const { filterShape } = attrs;
  const geometry = convGeometry(DepthwiseConv2dNativeBackpropFilter, x.shape, filterShape, dy.shape, attrs, true);
  const { inChannels, outChannels, height, width } = geometry;
  const multiplier = outChannels / inChannels;
  const out = backend.makeOutput(filterShape, "float32");
  const values = heapFloats(backend, x);
  const gradients = heapFloats(backend, dy);
  const sums = new Float64Array(height.taps * width.taps * outChannels);
  forEachTap(geometry, (input, output, tap) => {
    const at = tap * outChannels;
    for (let c = 0, k = 0; c < inChannels; c += 1) {
      const value = values[input + c] ?? 0;
      for (let m = 0; m < multiplier; m += 1, k += 1) {
        sums[at + k] = (sums[at + k] ?? 0) + value * (gradients[output + k] ?? 0);
      }
    }
  });
  heapFloats(backend, out).set(sums);
  return out;
}

/** @internal */
export const depthwiseConv2DBackpropFilterConfig: KernelConfig = wasmKernel(
  DepthwiseConv2dNativeBackpropFilter,
  depthwiseConv2DBackpropFilter,
);
