import * as tf from "@tensorflow/tfjs-core";

/**
 * A kernel with zeros between its taps, which without dilation does what the kernel does with dilation: TensorFlow.js
 * refuses the gradient of dilated convolutions, and the adjoint is made of one.
 *
 * @param kernel - shape `[...window, in, out]`
 * @param dilations - one for each axis of the window
 * @returns shape `[...(window - 1) · dilation + 1, in, out]`
 * @internal
 */
export function dilatedKernel(kernel: tf.Tensor, dilations: readonly number[]): tf.Tensor {
  return tf.tidy(() => dilations.reduce(dilatedAlong, kernel));
}

function dilatedAlong(kernel: tf.Tensor, dilation: number, axis: number): tf.Tensor {
  const { shape } = kernel;
  const size = shape[axis] ?? 0;
  // [.., k, ..] -> [.., k, d, ..] with zeros after each tap -> [.., k d, ..] without the last d - 1
  const apart = tf.expandDims(kernel, axis + 1);
  const after = apart.shape.map((_, i): [number, number] => [0, i === axis + 1 ? dilation - 1 : 0]);
  const flat = tf.reshape(
    tf.pad(apart, after),
    shape.map((n, i) => (i === axis ? n * dilation : n)),
  );
  return tf.slice(
    flat,
    shape.map(() => 0),
    shape.map((n, i) => (i === axis ? (size - 1) * dilation + 1 : n)),
  );
}
