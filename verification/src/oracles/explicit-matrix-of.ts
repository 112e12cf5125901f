import * as tf from "@tensorflow/tfjs-core";
import { rowsOf } from "../arbitraries/rows.ts";

/** A linear map that TensorFlow.js computes, for batches. */
export interface TensorMap {
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of one output, without the batch. */
  readonly outputShape: readonly number[];
  /** From `[batch, ...inputShape]` to `[batch, ...outputShape]`. */
  readonly apply: (batch: tf.Tensor) => tf.Tensor;
}

/**
 * The matrix of a linear map that TensorFlow.js computes, from unit vectors that go in as one batch.
 *
 * @param map - the map and its shapes
 * @returns rows are outputs, columns are inputs; all tensors on the way are freed
 * @throws RangeError if the map's output has not the promised shape
 */
export async function explicitMatrixOf({ inputShape, outputShape, apply }: TensorMap): Promise<number[][]> {
  const inputs = product(inputShape);
  const outputs = product(outputShape);
  const images = tf.tidy(() => apply(tf.reshape(tf.eye(inputs), [inputs, ...inputShape])));
  try {
    const [expected, received] = [[inputs, ...outputShape].join(", "), images.shape.join(", ")];
    if (received !== expected) {
      throw new RangeError(`explicitMatrixOf: output must have shape [${expected}], received [${received}]`);
    }
    const values = await images.data();
    return rowsOf(outputs, inputs, (i, j) => values[j * outputs + i] ?? Number.NaN);
  } finally {
    images.dispose();
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}
