import { DepthwiseConv2dNativeBackpropInput } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { convGeometry } from "./conv-geometry.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { forEachTap } from "./depthwise-taps.ts";
import { heapFloats, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

interface Attributes extends ConvAttributes {
  readonly inputShape: number[];
}

/**
 * The gradient of a depthwise convolution with respect to its input,
 * `dx[n, u, v, c] = sum_{i, j, m} dy[n, (u + p - i d) / s, (v + p - j d) / s, c M + m] W[i, j, c, m]`
 * over the taps for which the quotients are whole.
 *
 * @internal
 */
export function depthwiseConv2DBackpropInput({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const dy = requireInput(DepthwiseConv2dNativeBackpropInput, inputs, "dy");
  const filter = requireInput(DepthwiseConv2dNativeBackpropInput, inputs, "filter");
  const { inputShape } = attrs;
  const geometry = convGeometry(DepthwiseConv2dNativeBackpropInput, inputShape, filter.shape, dy.shape, attrs, true);
  const { inChannels, outChannels } = geometry;
  const multiplier = outChannels / inChannels;
  const out = backend.makeOutput(inputShape, "float32");
  const result = heapFloats(backend, out).fill(0);
  const gradients = heapFloats(backend, dy);
  const weights = heapFloats(backend, filter);
  forEachTap(geometry, (input, output, tap) => {
    const at = tap * outChannels;
    for (let c = 0, k = 0; c < inChannels; c += 1) {
      let sum = result[input + c] ?? 0;
      for (let m = 0; m < multiplier; m += 1, k += 1) {
        sum += (gradients[output + k] ?? 0) * (weights[at + k] ?? 0);
      }
      result[input + c] = sum;
    }
  });
  return out;
}

/** @internal */
export const depthwiseConv2DBackpropInputConfig: KernelConfig = wasmKernel(
  DepthwiseConv2dNativeBackpropInput,
  depthwiseConv2DBackpropInput,
);
