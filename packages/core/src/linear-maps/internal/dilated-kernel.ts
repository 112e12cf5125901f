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
  if (dilation === 1) return kernel;
  const { shape } = kernel;
  const size = shape[axis] ?? 0;
  const [lead, tail] = [product(shape.slice(0, axis)), product(shape.slice(axis + 1))];
  // [.., k, ..] -> [lead, k, d, tail] with zeros after each tap -> [lead, k d, tail] without the last d - 1. Of four axes
  // whatever the kernel has, since the shaders of WebGPU cannot pad five.
  const apart = tf.pad(tf.reshape(kernel, [lead, size, 1, tail]), [
    [0, 0],
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  const extent = (size - 1) * dilation + 1;
  const flat = tf.slice(tf.reshape(apart, [lead, size * dilation, tail]), [0, 0, 0], [lead, extent, tail]);
  return tf.reshape(
    flat,
    shape.map((n, i) => (i === axis ? extent : n)),
  );
}

function product(shape: readonly number[]): number {
  return shape.reduce((n, m) => n * m, 1);
}
