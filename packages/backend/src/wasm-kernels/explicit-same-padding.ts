import { backend_util } from "@tensorflow/tfjs-core";
import type { KernelConfig, NamedAttrMap } from "@tensorflow/tfjs-core";
import { pair, shape4D } from "./conv-geometry.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { oneOutput, requireInput, wasmKernel } from "./wasm-backend.ts";

/**
 * A forward convolution kernel with `same` padding written out as numbers.
 *
 * XNNPACK works `same` padding out by itself as `(outputs - 1) * stride + reach - inputs` in unsigned
 * arithmetic: where that is negative (a kernel smaller than its stride, such as the 1×1 stride 2 shortcut of a
 * ResNet on an even size) it wraps around and the stock kernel returns wrong values without an error.
 *
 * @internal
 */
export function explicitSamePadding(stock: KernelConfig, { depthwise }: { depthwise: boolean }): KernelConfig {
  const { kernelName, kernelFunc } = stock;
  return {
    ...stock,
    ...wasmKernel<ConvAttributes & NamedAttrMap>(kernelName, ({ inputs, attrs, backend }) => {
      const { strides, dilations, pad, dimRoundingMode } = attrs;
      let padding = pad;
      if (pad === "same") {
        const x = shape4D(kernelName, "the input shape", requireInput(kernelName, inputs, "x").shape);
        const filter = shape4D(kernelName, "the filter shape", requireInput(kernelName, inputs, "filter").shape);
        const { padInfo } = backend_util.computeConv2DInfo(
          x,
          filter,
          pair(strides),
          pair(dilations ?? 1),
          pad,
          dimRoundingMode,
          depthwise,
        );
        const { top, bottom, left, right } = padInfo;
        padding = [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ];
      }
      return oneOutput(
        kernelName,
        kernelFunc({ inputs: { ...inputs }, attrs: Object.assign({}, attrs, { pad: padding }), backend }),
      );
    }),
  };
}
