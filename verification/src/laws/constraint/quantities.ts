import type { ConstrainedWeight, GuaranteedQuantity } from "@lipschitz-gan/core";
import type * as tf from "@tensorflow/tfjs-core";
import type { Rows } from "../../arbitraries/rows.ts";
import { svd } from "../../oracles/svd.ts";

/** The quantities that are about one weight. */
export type WeightQuantity = Exclude<GuaranteedQuantity, "input-gradient">;

/**
 * The diagonal blocks of a kernel's matrix, one row an output.
 *
 * @param weight - a kernel
 * @param value - its value or what stands for it, in its own shape; not disposed
 */
export async function blocksOf(weight: ConstrainedWeight, value: tf.Tensor): Promise<readonly Rows[]> {
  if (weight.matrix === null) return [];
  const { groups, rows, columns } = weight.matrix;
  const blocks = weight.matrix.toBlocks(value); // [groups, columns, rows]
  const entries = await blocks.data();
  return Array.from({ length: groups }, (_, g) =>
    Array.from({ length: rows }, (__, o) =>
      Array.from({ length: columns }, (___, i) => entries[(g * columns + i) * rows + o] ?? Number.NaN),
    ),
  );
}

/**
 * A quantity of a kernel's matrix in float64, by its definition.
 *
 * @param quantity - which
 * @param blocks - the diagonal blocks of the matrix
 * @returns NaN if an entry is not finite
 */
export function measured(quantity: WeightQuantity, blocks: readonly Rows[]): number {
  if (!blocks.flat(2).every(Number.isFinite)) return Number.NaN;
  return Math.max(...blocks.map((block) => ofOneBlock(quantity, block)));
}

function ofOneBlock(quantity: WeightQuantity, block: Rows): number {
  switch (quantity) {
    case "spectral-norm":
      return svd(block).sigmas[0] ?? Number.NaN;
    case "row-norm":
      return Math.max(...block.map((row) => Math.hypot(...row)));
    default:
      return Math.max(...block.flat().map(Math.abs));
  }
}

/** How many entries of a kernel a norm of this kind sums up: those of a block, of a row, or one. */
export function summedEntries(quantity: WeightQuantity, { matrix, shape }: ConstrainedWeight): number {
  const { rows = 1, columns = shape.reduce((product, n) => product * n, 1) } = matrix ?? {};
  return { "spectral-norm": rows * columns, "row-norm": columns, entry: 1 }[quantity];
}
