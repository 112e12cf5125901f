import type { ConstrainedModel, ConstrainedWeight } from "@lipschitz-gan/core";
import { transposed } from "../../arbitraries/rows.ts";
import type { Rows } from "../../arbitraries/matrix-case.ts";

/** A kernel as the forward pass uses it, on the host. */
export interface ConstrainedKernel {
  /** The weight. */
  readonly weight: ConstrainedWeight;
  /** Its values W̄ in TensorFlow.js's own layout. */
  readonly values: Float32Array;
  /** The same as the paper's matrix: a row an output, which is the last axis of dense and convolution kernels. */
  readonly matrix: Rows;
}

/**
 * Reads every kernel of a critic as a forward pass uses it.
 *
 * @param critic - a critic of dense and convolutional layers
 */
export async function constrainedKernels(critic: ConstrainedModel): Promise<readonly ConstrainedKernel[]> {
  const tensors = critic.forward((pass) => critic.weights.map(pass.weight));
  return Promise.all(
    critic.weights.map(async (weight, i) => {
      const values = Float32Array.from((await tensors[i]?.data()) ?? []);
      const outputs = weight.shape.at(-1) ?? 1;
      const columns = Array.from({ length: values.length / outputs }, (_, row) =>
        Array.from(values.subarray(row * outputs, (row + 1) * outputs)),
      );
      return { weight, values, matrix: transposed(columns) };
    }),
  );
}
