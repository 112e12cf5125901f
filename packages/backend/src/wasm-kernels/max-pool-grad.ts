import { backend_util, MaxPoolGrad, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, MaxPoolGradAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import { shape4D } from "./conv-geometry.ts";
import { heapFloats, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

type PoolInfo = ReturnType<typeof backend_util.computePool2DInfo>;

/** Where in the input each output's maximum lies, the first of equals; -1 for a window without a number. */
function maximumPositions(values: Float32Array, info: PoolInfo): Int32Array {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = info;
  const positions = new Int32Array(batchSize * outHeight * outWidth * channels).fill(-1);
  const maxima = new Float32Array(positions.length).fill(Number.NEGATIVE_INFINITY);
  let at = 0;
  for (let sample = 0; sample < batchSize; sample += 1) {
    for (let outRow = 0; outRow < outHeight; outRow += 1) {
      const top = outRow * info.strideHeight - padInfo.top;
      const bottom = Math.min(inHeight, top + info.filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn += 1) {
        const left = outColumn * info.strideWidth - padInfo.left;
        const right = Math.min(inWidth, left + info.filterWidth);
        for (let row = Math.max(0, top); row < bottom; row += 1) {
          for (let column = Math.max(0, left); column < right; column += 1) {
            const pixel = ((sample * inHeight + row) * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel += 1) {
              const value = values[pixel + channel] ?? 0;
              if (value > (maxima[at + channel] ?? 0) || ((positions[at + channel] ?? 0) < 0 && value === -Infinity)) {
                maxima[at + channel] = value;
                positions[at + channel] = pixel + channel;
              }
            }
          }
        }
        at += channels;
      }
    }
  }
  return positions;
}

/**
 * The gradient of max pooling: each output's gradient goes to its maximum, to the first one if there are equals.
 *
 * The stock kernel starts its search at the smallest positive number, so that a window without a positive value
 * sends its gradient to a wrong place.
 *
 * @internal
 */
export function maxPoolGrad({ inputs, attrs, backend }: WasmKernelCall<MaxPoolGradAttrs>): TensorInfo {
  const dy = requireInput(MaxPoolGrad, inputs, "dy");
  const input = requireInput(MaxPoolGrad, inputs, "input");
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = shape4D(MaxPoolGrad, "the input shape", input.shape);
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  if (!util.arraysEqual(info.outShape, dy.shape)) {
    throw new RangeError(
      `${MaxPoolGrad}: dy must have the output's shape [${info.outShape.join(", ")}], received [${dy.shape.join(", ")}]`,
    );
  }
  const out = backend.makeOutput(input.shape, "float32");
  const positions = maximumPositions(heapFloats(backend, input), info);
  const gradients = heapFloats(backend, dy);
  const result = heapFloats(backend, out).fill(0);
  for (let i = 0; i < positions.length; i += 1) {
    const position = positions[i] ?? -1;
    if (position >= 0) result[position] = (result[position] ?? 0) + (gradients[i] ?? 0);
  }
  return out;
}

/** @internal */
export const maxPoolGradConfig: KernelConfig = wasmKernel(MaxPoolGrad, maxPoolGrad);
