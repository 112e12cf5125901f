import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { ConvolutionMap } from "../../../src/network/convolution-map.ts";

/** The norm of a matrix by the singular value decomposition of ml-matrix. */
export function svdNorm(rows: readonly (readonly number[])[]): number {
  const matrix = new Matrix(rows.map((row) => [...row]));
  if (matrix.max() === 0 && matrix.min() === 0) return 0;
  return new SingularValueDecomposition(matrix.rows < matrix.columns ? matrix.transpose() : matrix).norm2;
}

/** The norm of a matrix stored row by row. */
export function svdNormOf(values: ArrayLike<number>, rows: number, columns: number): number {
  return svdNorm(
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_entry, j) => values[i * columns + j] ?? 0),
    ),
  );
}

/** All index tuples of a shape, the last axis fastest. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (before, size) => before.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** A convolution's matrix straight from the formula in the docstring of ConvolutionMap, `[outputs, inputs]`. */
export function convolutionMatrix(map: ConvolutionMap, kernel: ArrayLike<number>): number[][] {
  const inputs = indices([...map.axes.map(({ inputSize }) => inputSize), map.inChannels]);
  const outputs = indices([...map.axes.map(({ outputSize }) => outputSize), map.outChannels]);
  const taps = indices(map.axes.map(({ kernelSize }) => kernelSize));
  const inGroup = map.inChannels / map.groups;
  const outGroup = map.outChannels / map.groups;
  return outputs.map((output) => {
    const c = output.at(-1) ?? 0;
    const group = Math.floor(c / outGroup);
    return inputs.map((input) => {
      const i = (input.at(-1) ?? 0) - group * inGroup;
      if (i < 0 || i >= inGroup) return 0;
      return taps.reduce((sum, tap, t) => {
        const meets = map.axes.every(
          (axis, a) =>
            (output[a] ?? 0) * axis.stride + (tap[a] ?? 0) * axis.dilation - axis.padBefore === (input[a] ?? 0),
        );
        return meets ? sum + (kernel[(t * inGroup + i) * map.outChannels + c] ?? 0) : sum;
      }, 0);
    });
  });
}

/**
 * The block circulant that a convolution becomes on a grid: output o reads the pieces o + q, wrapped around, where tap t of an axis is
 * entry r of piece q for `t · dilation − padBefore = stride · q + r`. Rows (o, c), columns (piece, r, i).
 */
export function circulantMatrix(map: ConvolutionMap, kernel: ArrayLike<number>, grid: readonly number[]): number[][] {
  const outputs = indices([...grid, map.outChannels]);
  const entries = grid.map((size, a) => size * (map.axes[a]?.stride ?? 1)); // piece and residue in one index
  const columns = entries.reduce((product, size) => product * size, map.inChannels);
  const inGroup = map.inChannels / map.groups;
  const taps = indices(map.axes.map(({ kernelSize }) => kernelSize));
  return outputs.map((output) => {
    const row = Array.from({ length: columns }, () => 0);
    const c = output.at(-1) ?? 0;
    const group = Math.floor(c / (map.outChannels / map.groups));
    for (const [t, tap] of taps.entries()) {
      let place = 0;
      for (const [a, axis] of map.axes.entries()) {
        const size = entries[a] ?? 1;
        const entry = (output[a] ?? 0) * axis.stride + (tap[a] ?? 0) * axis.dilation - axis.padBefore;
        place = place * size + (((entry % size) + size) % size);
      }
      for (let i = 0; i < inGroup; i++) {
        const column = place * map.inChannels + group * inGroup + i;
        row[column] = (row[column] ?? 0) + (kernel[(t * inGroup + i) * map.outChannels + c] ?? 0);
      }
    }
    return row;
  });
}
