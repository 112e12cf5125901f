import * as tf from "@tensorflow/tfjs-core";
import { runKernel } from "../gradients/run-kernel.ts";

/** The kernels that {@link withComparedTruths} completes. @internal */
export const orderKernels: readonly string[] = [tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual];

/**
 * A kernel that compares sizes and also takes truth values, `false` below `true`, which libtensorflow refuses.
 *
 * @param stock - one of {@link orderKernels}, which takes numbers
 * @returns the kernel to register in its place
 * @internal
 */
export function withComparedTruths(stock: tf.KernelConfig): tf.KernelConfig {
  return {
    ...stock,
    kernelFunc: (given) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine hands tensors to kernels, these two to this one
      const { a, b } = given.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
      if (a.dtype !== "bool" && b.dtype !== "bool") return stock.kernelFunc(given);
      return tf.tidy(() => runKernel(stock.kernelName, { a: withoutTruths(a), b: withoutTruths(b) }));
    },
  };
}

function withoutTruths(x: tf.Tensor): tf.Tensor {
  return x.dtype === "bool" ? tf.cast(x, "int32") : x;
}
