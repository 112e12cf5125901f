import type { ConvolutionMap } from "../../network/convolution-map.ts";
import { largestMagnitude } from "./frobenius-norm.ts";

/**
 * Refuses geometries and kernels that do not belong together.
 *
 * @throws RangeError saying what is wrong
 * @internal
 */
export function checkConvolution(map: ConvolutionMap, kernel: ArrayLike<number>, kernelError: number): void {
  for (const axis of map.axes) {
    for (const name of ["inputSize", "outputSize", "kernelSize", "stride", "dilation"] as const) {
      checkCount(name, axis[name]);
    }
    if (!Number.isSafeInteger(axis.padBefore)) {
      throw new RangeError(`convolutionUpper: padBefore must be an integer, received ${axis.padBefore}`);
    }
  }
  for (const name of ["inChannels", "outChannels", "groups"] as const) checkCount(name, map[name]);
  const { inChannels, outChannels, groups } = map;
  if (inChannels % groups !== 0 || outChannels % groups !== 0) {
    throw new RangeError(`convolutionUpper: groups must divide ${inChannels} and ${outChannels}, received ${groups}`);
  }
  const entries = map.axes.reduce((product, axis) => product * axis.kernelSize, (inChannels / groups) * outChannels);
  if (kernel.length !== entries) {
    throw new RangeError(`convolutionUpper: kernel must have ${entries} entries, received ${kernel.length}`);
  }
  if (!(largestMagnitude(kernel) < Infinity)) {
    throw new RangeError("convolutionUpper: kernel must be finite, received NaN or an infinite number");
  }
  if (!(kernelError >= 0 && kernelError < 0.5)) {
    throw new RangeError(`convolutionUpper: kernelError must be in [0, 0.5), received ${kernelError}`);
  }
}

function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`convolutionUpper: ${name} must be an integer >= 1, received ${value}`);
  }
}
