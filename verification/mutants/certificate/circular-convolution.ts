import type { ConvolutionMap } from "@lipschitz-gan/certificates";
import { svd } from "@lipschitz-gan/verification";

/**
 * The norm of a convolution that goes round the picture instead of padding it: the largest norm of its symbol on a grid of as many
 * frequencies as the picture has windows.
 *
 * @param map - the convolution
 * @param kernel - its kernel
 */
export function circularNorm(map: ConvolutionMap, kernel: ArrayLike<number>): number {
  const { axes, inChannels, outChannels, groups } = map;
  const [inputsOfGroup, outputsOfGroup] = [inChannels / groups, outChannels / groups];
  const sizes = axes.map(({ outputSize, stride }) => outputSize * stride);
  const [places, taps, pixels] = [axes.map((axis) => axis.outputSize), axes.map((axis) => axis.kernelSize), sizes].map(indices); // prettier-ignore
  const matrix = (places ?? []).flatMap(() => Array.from({ length: outChannels }, () => Array.from({ length: (pixels?.length ?? 0) * inChannels }, () => 0))); // prettier-ignore
  for (const [o, place] of (places ?? []).entries()) {
    for (const [t, tap] of (taps ?? []).entries()) {
      const pixel = axes.reduce((flat, { stride, dilation, padBefore }, i) => {
        const size = sizes[i] ?? 1;
        const at = stride * (place[i] ?? 0) + dilation * (tap[i] ?? 0) - padBefore;
        return flat * size + (((at % size) + size) % size);
      }, 0);
      for (let out = 0; out < outChannels; out++) {
        for (let c = 0; c < inputsOfGroup; c++) {
          const row = matrix[o * outChannels + out] ?? [];
          const column = pixel * inChannels + Math.floor(out / outputsOfGroup) * inputsOfGroup + c;
          row[column] = (row[column] ?? 0) + (kernel[(t * inputsOfGroup + c) * outChannels + out] ?? 0);
        }
      }
    }
  }
  return svd(matrix).sigmas[0] ?? 0;
}

function indices(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (done, size) => done.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Whether the explicit matrix is small enough. */
export function isSmall({ axes, inChannels, outChannels }: ConvolutionMap): boolean {
  const entries = axes.reduce((total, { outputSize, stride }) => total * outputSize * outputSize * stride, 1);
  return entries * inChannels * outChannels <= 1600;
}
