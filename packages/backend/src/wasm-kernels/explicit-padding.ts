import { backend_util } from "@tensorflow/tfjs-core";
import type { KernelConfig, NamedAttrMap } from "@tensorflow/tfjs-core";
import { pair, shape4D, zerosBehind } from "./conv-geometry.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { oneOutput, requireInput, wasmKernel } from "./wasm-backend.ts";

/**
 * A forward convolution kernel whose padding is written out as numbers where XNNPACK would take another.
 *
 * XNNPACK works `same` padding out by itself as `(outputs - 1) * stride + reach - inputs` in unsigned
 * arithmetic: where that is negative (a kernel smaller than its stride, such as the 1×1 stride 2 shortcut of a
 * ResNet on an even size) it wraps around and the stock kernel returns wrong values without an error. And it always
 * rounds the number of windows down, where `dimRoundingMode` may ask for more.
 *
 * @internal
 */
export function explicitPadding(stock: KernelConfig, { depthwise }: { depthwise: boolean }): KernelConfig {
  const { kernelName, kernelFunc } = stock;
  return {
    ...stock,
    ...wasmKernel<ConvAttributes & NamedAttrMap>(kernelName, ({ inputs, attrs, backend }) => {
      const { strides, dilations, pad, dimRoundingMode } = attrs;
      let padding = pad;
      if (pad === "same" || (dimRoundingMode !== undefined && dimRoundingMode !== null)) {
        const x = shape4D(kernelName, "the input shape", requireInput(kernelName, inputs, "x").shape);
        const filter = shape4D(kernelName, "the filter shape", requireInput(kernelName, inputs, "filter").shape);
        const info = backend_util.computeConv2DInfo(
          x,
          filter,
          pair(strides),
          pair(dilations ?? 1),
          pad,
          dimRoundingMode,
          depthwise,
        );
        const { top, left } = info.padInfo;
        const below = zerosBehind(info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.inHeight + top);
        const behind = zerosBehind(info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.inWidth + left);
        padding = [
          [0, 0],
          [top, below],
          [left, behind],
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
