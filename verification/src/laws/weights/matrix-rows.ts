import type { Rows } from "../../arbitraries/rows.ts";
import type { WeightValues } from "./weight-case.ts";

/**
 * Where the entries of a kernel's matrix lie: for every block, for every row of it, positions in the kernel.
 *
 * Written out by loops over the definition (rows are output channels; a depthwise kernel is one block for each input
 * channel), and not by the transpositions of the library, so that each can find the other wrong.
 *
 * @param weight - kind and shape of the kernel
 * @returns positions by block and row
 * @see Miyato et al. (2018), section 2.1 and footnote 3, https://arxiv.org/abs/1802.05957
 */
export function rowPositions({ kind, shape }: Pick<WeightValues, "kind" | "shape">): readonly (readonly number[][])[] {
  const [a = 1, b = 1] = shape.slice(-2);
  const window = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const at = (place: number, i: number, j: number): number => (place * a + i) * b + j;
  const places = range(window);
  switch (kind) {
    case "dense":
    case "conv": // [...window, in, out]
      return [range(b).map((out) => places.flatMap((place) => range(a).map((input) => at(place, input, out))))];
    case "conv-transpose": // [...window, out, in]
      return [range(a).map((out) => places.flatMap((place) => range(b).map((input) => at(place, out, input))))];
    case "depthwise": // [...window, channel, multiplier]
      return range(a).map((channel) => range(b).map((multiple) => places.map((place) => at(place, channel, multiple))));
    default:
      throw new RangeError(`rowPositions: kind must be that of a kernel, received ${kind}`);
  }
}

function range(n: number): number[] {
  return [...Array.from({ length: n }).keys()];
}

/**
 * The blocks of a kernel's matrix.
 *
 * @param weight - kind and shape of the kernel
 * @param values - its entries
 * @returns the rows of every block
 */
export function blocksOf(weight: Pick<WeightValues, "kind" | "shape">, values: ArrayLike<number>): readonly Rows[] {
  return rowPositions(weight).map((rows) => rows.map((row) => row.map((position) => values[position] ?? Number.NaN)));
}
