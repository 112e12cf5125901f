import type { ConvolutionAxis, ConvolutionMap } from "../../network/convolution-map.ts";

/** A matrix, row by row. */
export interface OperatorMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * One group of a convolution as a matrix, `[outputs, inputs]`, zero padding included. Its entries are the kernel's: an output meets an
 * input with one tap at most.
 *
 * @param map - the geometry
 * @param kernel - the kernel
 * @param group - which group
 * @internal
 */
export function operatorMatrix(map: ConvolutionMap, kernel: ArrayLike<number>, group: number): OperatorMatrix {
  const inputs = map.inChannels / map.groups;
  const outputs = map.outChannels / map.groups;
  const rows = sizeOf(map.axes, "outputSize") * outputs;
  const columns = sizeOf(map.axes, "inputSize") * inputs;
  const values = new Float64Array(rows * columns);
  for (const { output, input, tap } of meetings(map.axes)) {
    for (let i = 0; i < inputs; i++) {
      const from = (tap * inputs + i) * map.outChannels + group * outputs;
      for (let c = 0; c < outputs; c++) {
        values[(output * outputs + c) * columns + input * inputs + i] = kernel[from + c] as number; // in range
      }
    }
  }
  return { rows, columns, values };
}

/**
 * Number of positions of an image.
 *
 * @internal
 */
export function sizeOf(axes: readonly ConvolutionAxis[], side: "inputSize" | "outputSize"): number {
  return axes.reduce((product, axis) => product * axis[side], 1);
}

/** Indices of an output and an input position that meet, and of the tap by which. */
interface Meeting {
  readonly output: number;
  readonly input: number;
  readonly tap: number;
}

function meetings(axes: readonly ConvolutionAxis[]): readonly Meeting[] {
  let all: readonly Meeting[] = [{ output: 0, input: 0, tap: 0 }];
  for (const axis of axes) {
    const own = axisMeetings(axis);
    all = all.flatMap(({ output, input, tap }) =>
      own.map((meeting) => ({
        output: output * axis.outputSize + meeting.output,
        input: input * axis.inputSize + meeting.input,
        tap: tap * axis.kernelSize + meeting.tap,
      })),
    );
  }
  return all;
}

function axisMeetings(axis: ConvolutionAxis): readonly Meeting[] {
  const found: Meeting[] = [];
  for (let output = 0; output < axis.outputSize; output++) {
    for (let tap = 0; tap < axis.kernelSize; tap++) {
      const input = output * axis.stride + tap * axis.dilation - axis.padBefore;
      if (input >= 0 && input < axis.inputSize) found.push({ output, input, tap });
    }
  }
  return found;
}

/**
 * The largest number of windows that meet one entry of an image, counted for its size: a product over the axes.
 *
 * @internal
 */
export function mapOverlap(axes: readonly ConvolutionAxis[]): number {
  return axes.reduce((product, axis) => {
    const counts = new Float64Array(axis.inputSize);
    for (const { input } of axisMeetings(axis)) counts[input] = (counts[input] as number) + 1; // in range
    return product * counts.reduce((most, count) => Math.max(most, count), 0);
  }, 1);
}
