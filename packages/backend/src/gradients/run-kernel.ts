import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs a kernel on the current backend, on the tape: ops such as the backward pass of a pooling have
 * no function of their own in the public interface.
 *
 * @param kernel - Name of a kernel with one output.
 * @param inputs - Its inputs.
 * @param attrs - Its attributes, as the op of that name would pass them.
 * @returns The output.
 * @internal
 */
export function runKernel(kernel: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an interface such as AvgPoolAttrs has no index signature, which NamedAttrMap asks for
  return tf.engine().runKernel<tf.Tensor>(kernel, inputs, attrs as tf.NamedAttrMap);
}
