import type { KernelCase } from "../../../arbitraries/kernel-case.ts";
import { type Rows } from "../../../arbitraries/rows.ts";
import { explicitOperator } from "../../../oracles/explicit-operator.ts";
import { rowPositions } from "../../weights/matrix-rows.ts";
import type { WeightValues } from "../../weights/weight-case.ts";

/** Where the entries of the matrix lie that a mode of spectral normalisation speaks of. */
export interface MatrixView {
  /** For every block, for every row of it, positions in the kernel; -1 where the matrix is zero whatever the kernel. */
  readonly positions: readonly (readonly (readonly number[])[])[];
  /** For every block, where its rows stand among all outputs, which are in the order of the state's u. */
  readonly rows: readonly (readonly number[])[];
  /** For every block, where its columns stand among all inputs, in the order of v. */
  readonly columns: readonly (readonly number[])[];
}

/** A kernel, and how its mode sees it. */
export interface ViewedKernel extends WeightValues {
  /** The convolution at its place, for a mode that speaks of the layer's linear map; else the paper's matrix is meant. */
  readonly place?: KernelCase;
  /** The matrix of that map. */
  readonly view?: MatrixView;
}

/**
 * The matrix of a convolution as the layer applies it, one block for each channel of a depthwise one.
 *
 * Each entry is one of the kernel's at most, so the matrix of a kernel of `1, 2, 3, …` tells which.
 *
 * @param place - geometry; its entries do not matter
 * @param length - number of entries of the kernel
 */
export function operatorView(place: KernelCase, length: number): MatrixView {
  const numbered = { integers: Array.from({ length }, (_, i) => i + 1) };
  const { matrix, inputShape, outputShape } = explicitOperator({ ...place, entries: numbered });
  const groups = place.kind === "depthwise" ? place.groups : 1;
  const rows = indicesByGroup(outputShape, groups);
  const columns = indicesByGroup(inputShape, groups);
  return {
    rows,
    columns,
    positions: rows.map((ofBlock, g) =>
      ofBlock.map((row) => (columns[g] ?? []).map((column) => (matrix[row]?.[column] ?? 0) - 1)),
    ),
  };
}

/** Flat positions of the entries of each group of channels of an image. */
function indicesByGroup([height, width, channels]: readonly [number, number, number], groups: number): number[][] {
  const all = [...Array.from({ length: height * width * channels }).keys()];
  return Array.from({ length: groups }, (_, g) =>
    all.filter((index) => Math.floor((index % channels) / (channels / groups)) === g),
  );
}

/** Positions of the entries of the matrix of a kernel, see {@link MatrixView}. */
export function positionsOf(kernel: ViewedKernel): MatrixView["positions"] {
  return kernel.view?.positions ?? rowPositions(kernel);
}

/** The blocks of the matrix of a kernel with other entries. */
export function viewedBlocks(kernel: ViewedKernel, entries: ArrayLike<number>): readonly Rows[] {
  return positionsOf(kernel).map((block) =>
    block.map((row) => row.map((position) => (position < 0 ? 0 : (entries[position] ?? Number.NaN)))),
  );
}
