import * as tf from "@tensorflow/tfjs-core";
import { createRng, type KernelMatrix, kernelMatrix, type WeightKind } from "@lipschitz-gan/core";
import { normal } from "./models.ts";

/** A kernel, vectors that need not have anything to do with it, and a cotangent. */
export interface DrawnKernel {
  readonly matrix: KernelMatrix;
  readonly value: tf.Tensor;
  readonly vectors: { readonly u: tf.Tensor; readonly v: tf.Tensor };
  readonly dy: tf.Tensor;
}

/** Normal numbers from a seed. */
export function drawKernel(kind: WeightKind, shape: readonly number[], seed: number): DrawnKernel {
  const random = createRng(seed).stream("kernel");
  const matrix = kernelMatrix(kind, shape);
  if (matrix === null) throw new Error(`${kind} has no matrix`);
  const { groups, rows, columns } = matrix;
  const vectors = { u: normal(random, [groups, 1, rows]), v: normal(random, [groups, columns, 1]) };
  return { matrix, value: normal(random, shape), vectors, dy: normal(random, shape) };
}

/** The kernels of the backend that a piece of code runs. */
export async function kernelsOf(f: () => tf.Tensor): Promise<readonly string[]> {
  const { kernelNames } = await tf.profile(() => tf.tidy(f));
  return kernelNames;
}
