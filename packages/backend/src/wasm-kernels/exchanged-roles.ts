import type { ConvAxis, ConvGeometry } from "./conv-geometry.ts";

function exchangedAxis({ inSize, outSize, taps, stride, dilation, before }: ConvAxis): ConvAxis {
  return { inSize: outSize, outSize: inSize, taps, stride, dilation, before: (taps - 1) * dilation - before };
}

/**
 * A convolution of stride 1 with the roles of input and output exchanged. The gradient of its filter is that of the
 * first one's filter, turned by 180 degrees and with the two channel axes exchanged.
 *
 * @internal
 */
export function exchangedRoles({ batch, inChannels, outChannels, height, width }: ConvGeometry): ConvGeometry {
  return {
    batch,
    inChannels: outChannels,
    outChannels: inChannels,
    height: exchangedAxis(height),
    width: exchangedAxis(width),
  };
}

function isExchangeable({ inSize, outSize, taps, stride, dilation, before }: ConvAxis): boolean {
  return stride === 1 && inSize <= outSize && before <= (taps - 1) * dilation;
}

// Products are computed for eight output channels at a time: with fewer, part of the work is for nothing.
const PANEL = 8;

/**
 * Whether the output's gradient is better gathered than the input: it has fewer channels than fill a product, and the
 * exchange neither makes the sum longer nor needs padding below 0. Not under a 1×1 filter, where the products are so
 * small that packing the input for them costs more.
 *
 * @internal
 */
export function isExchangeBetter({ inChannels, outChannels, height, width }: ConvGeometry): boolean {
  const isWorthwhile = outChannels < Math.min(PANEL, inChannels) && height.taps * width.taps > 1;
  return isWorthwhile && isExchangeable(height) && isExchangeable(width);
}
