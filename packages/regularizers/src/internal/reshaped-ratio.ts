import type { ConvolutionAxis, ConvolutionMap } from "@lipschitz-gan/certificates";
import type { ConstrainedWeight } from "@lipschitz-gan/core";

/**
 * By how much the norm of the reshaped kernel may exceed that of the layer's linear map T, whatever the entries are.
 *
 * For one window that lies wholly inside the image, the rows of T are the kernel's matrix, outputs x (inputs · window): the
 * ratio is 1. The matrix of a transposed kernel has the same rows as T at an entry that all taps meet; with a stride no
 * entry is met by all of them. Taps t fall into classes by their place `t d` modulo the stride, each of which meets entries
 * of its own, and the columns of a class are a part of T: so the square of the norm is at most that of ‖T‖ times the number
 * of classes. Where a tap meets no image, T tells nothing of it.
 *
 * @param weight - the weight, with a matrix
 * @returns at the place where it is smallest; infinite if nothing follows
 * @internal
 */
export function reshapedRatio({ operators }: ConstrainedWeight): number {
  return Math.min(...operators.map(({ geometry }) => ratioOf(geometry)));
}

function ratioOf({ axes, isAdjoint }: ConvolutionMap): number {
  if (!isAdjoint) return axes.every(hasFullWindow) ? 1 : Infinity;
  return Math.sqrt(axes.reduce((product, axis) => product * classesOf(axis), 1));
}

function hasFullWindow({ inputSize, outputSize, kernelSize, stride, dilation, padBefore }: ConvolutionAxis): boolean {
  const last = (kernelSize - 1) * dilation;
  for (let output = 0; output < outputSize; output++) {
    const start = output * stride - padBefore;
    if (start >= 0 && start + last < inputSize) return true;
  }
  return false;
}

/** How many classes of taps there are; infinite if no entry is met by a whole class. */
function classesOf(axis: ConvolutionAxis): number {
  const { inputSize, kernelSize, stride, dilation } = axis;
  const classes = new Map<number, number[]>();
  for (let tap = 0; tap < kernelSize; tap++) {
    const remainder = (tap * dilation) % stride;
    classes.set(remainder, [...(classes.get(remainder) ?? []), tap]);
  }
  const entries = [...Array.from({ length: inputSize }).keys()];
  const isMet = (taps: readonly number[]): boolean =>
    entries.some((entry) => taps.every((tap) => meets(axis, tap, entry)));
  return [...classes.values()].every(isMet) ? classes.size : Infinity;
}

/** Whether a tap of some window lies on an entry. */
function meets({ outputSize, stride, dilation, padBefore }: ConvolutionAxis, tap: number, entry: number): boolean {
  const output = (entry + padBefore - tap * dilation) / stride;
  return Number.isInteger(output) && output >= 0 && output < outputSize;
}
