import * as tf from "@tensorflow/tfjs-core";

/**
 * The e with `2^e <= x < 2^(e + 1)`.
 *
 * @param x - a normal float64 above 0; every float32 above 0 is one
 * @returns an integer
 * @internal
 */
export function exponentOf(x: number): number {
  // Read from the bits, because a logarithm rounds near powers of two, and not alike at all scales.
  return (
    (new DataView(new Float64Array([x]).buffer).getUint16(IS_LITTLE_ENDIAN ? 6 : 0, IS_LITTLE_ENDIAN) >>> 4) - 1023
  );
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * `2^exponent · x`, in two steps, since float32 may not hold the power that takes a tiny number to a usual one.
 *
 * @param x - any float tensor
 * @param exponent - an integer from -250 to 250
 * @returns a tensor of the same shape, without rounding where nothing over- or underflows
 * @internal
 */
export function timesPowerOfTwo(x: tf.Tensor, exponent: number): tf.Tensor {
  const half = Math.trunc(exponent / 2);
  return tf.tidy(() => tf.mul(tf.mul(x, 2 ** half), 2 ** (exponent - half)));
}
