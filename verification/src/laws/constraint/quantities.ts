import type { ConstrainedWeight, GuaranteedQuantity } from "@lipschitz-gan/core";
import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { Rows } from "../../arbitraries/rows.ts";
import { svd } from "../../oracles/svd.ts";
import { operatorRows } from "../weights/operator-rows.ts";

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
 * What a quantity is measured on: the diagonal blocks of a kernel's matrix, or for `"operator-norm"` the matrix of its
 * layer's map.
 *
 * @param quantity - which
 * @param model - the critic
 * @param weight - a kernel
 * @param value - its value or what stands for it, in its own shape; not disposed
 */
export async function matricesOf(
  quantity: GuaranteedQuantity,
  model: tfl.LayersModel,
  weight: ConstrainedWeight,
  value: tf.Tensor,
): Promise<readonly Rows[]> {
  return quantity === "operator-norm" ? [await operatorRows(model, weight, value)] : blocksOf(weight, value);
}

/**
 * A quantity of a kernel's matrix in float64, by its definition.
 *
 * @param quantity - which
 * @param blocks - what it is measured on, see {@link matricesOf}; a dense layer's map has its kernel's matrix
 * @returns NaN if an entry is not finite
 */
export function measured(quantity: WeightQuantity, blocks: readonly Rows[]): number {
  if (!blocks.flat(2).every(Number.isFinite)) return Number.NaN;
  return Math.max(...blocks.map((block) => ofOneBlock(quantity, block)));
}

function ofOneBlock(quantity: WeightQuantity, block: Rows): number {
  switch (quantity) {
    case "operator-norm":
    case "spectral-norm":
      return svd(block).sigmas[0] ?? Number.NaN;
    case "row-norm":
      return Math.max(...block.map((row) => Math.hypot(...row)));
    default:
      return Math.max(...block.flat().map(Math.abs));
  }
}

/** How many entries of a kernel a norm of this kind sums up: those of the layer's map, of a block, of a row, or one. */
export function summedEntries(quantity: WeightQuantity, { matrix, shape, operators }: ConstrainedWeight): number {
  const { rows = 1, columns = sizeOf(shape) } = matrix ?? {};
  const [operator] = operators;
  const ofMap = operator === undefined ? rows * columns : sizeOf(operator.outputShape) * sizeOf(operator.inputShape);
  return { "operator-norm": ofMap, "spectral-norm": rows * columns, "row-norm": columns, entry: 1 }[quantity];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
