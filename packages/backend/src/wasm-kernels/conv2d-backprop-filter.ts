import { Conv2D, Conv2DBackpropFilter, Transpose, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { channelsOutermost, paddedSize } from "./channels-outermost.ts";
import { convGeometry } from "./conv-geometry.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { callWasmKernel, heapFloats, release, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

interface Attributes extends ConvAttributes {
  readonly filterShape: number[];
}

/**
 * The gradient of a convolution with respect to its filter,
 * `dW[i, j, c, k] = sum_{n, a, b} x[n, a s + i d - p, b s + j d - p, c] dy[n, a, b, k]`.
 *
 * The sum over `a` and `b` is itself a convolution, of the image `x` read as `[c, row, column, n]` with the
 * filter `dy` read as `[a, b, n, k]`, where stride and dilation have changed places.
 *
 * @internal
 */
export function conv2DBackpropFilter({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const x = requireInput(Conv2DBackpropFilter, inputs, "x");
  const dy = requireInput(Conv2DBackpropFilter, inputs, "dy");
  const { filterShape } = attrs;
  const geometry = convGeometry(Conv2DBackpropFilter, x.shape, filterShape, dy.shape, attrs);
  if (util.sizeFromShape(dy.shape) === 0 || util.sizeFromShape(x.shape) === 0) {
    const out = backend.makeOutput(filterShape, "float32");
    heapFloats(backend, out).fill(0);
    return out;
  }
  const { batch, inChannels, height, width } = geometry;
  const image = backend.makeOutput([inChannels, paddedSize(height), paddedSize(width), batch], "float32");
  channelsOutermost(heapFloats(backend, x), geometry, heapFloats(backend, image));
  const filter = callWasmKernel(backend, Transpose, { x: dy }, { perm: [1, 2, 0, 3] });
  const swapped = callWasmKernel(
    backend,
    Conv2D,
    { x: image, filter },
    {
      strides: [height.dilation, width.dilation],
      dilations: [height.stride, width.stride],
      pad: "valid",
      dataFormat: "NHWC",
    },
  );
  const out = callWasmKernel(backend, Transpose, { x: swapped }, { perm: [1, 2, 0, 3] });
  release(backend, image, filter, swapped);
  return out;
}

/** @internal */
export const conv2DBackpropFilterConfig: KernelConfig = wasmKernel(Conv2DBackpropFilter, conv2DBackpropFilter);
