import * as tf from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { addNInParts } from "./add-n.ts";
import { logFromPole } from "./log-from-pole.ts";
import { nanStays } from "./nan-stays.ts";

// What this module has registered, so that a second call changes nothing.
const ours = new WeakSet<KernelConfig>();

/** Every function of one tensor whose formula on WebGPU has an exp, a log or a clamp and no test for NaN. */
const LOSE_NAN = [
  tf.Acosh,
  tf.Asinh,
  tf.Atanh,
  tf.Cosh,
  tf.Elu,
  tf.Exp,
  tf.Expm1,
  tf.Relu6,
  tf.Selu,
  tf.Sigmoid,
  tf.Sinh,
  tf.Softplus,
  tf.Tanh,
] as const;

const REPLACED: Readonly<Record<string, (stock: KernelConfig) => KernelConfig>> = {
  [tf.AddN]: addNInParts,
  ...Object.fromEntries(LOSE_NAN.map((name) => [name, nanStays])),
  [tf.Log]: (stock) => nanStays(logFromPole(stock, 0)),
  [tf.Log1p]: (stock) => nanStays(logFromPole(stock, -1)),
};

/**
 * Registers the kernels that TensorFlow.js 4.22 has wrong on the "webgpu" backend: the sum of eight tensors or more, which
 * the second-order gradient of max pooling runs, and functions that lose a NaN or are finite at a pole. Calling it again
 * changes nothing, and calling it where no WebGPU kernels are registered does nothing.
 *
 * @internal
 */
export function registerWebgpuTrainingKernels(): void {
  for (const [name, replace] of Object.entries(REPLACED)) {
    // Typed as always there; undefined at run time for a kernel that is missing.
    const stock: KernelConfig | undefined = tf.getKernel(name, "webgpu");
    if (stock === undefined || ours.has(stock)) continue;
    tf.unregisterKernel(name, "webgpu");
    const config = replace(stock);
    ours.add(config);
    tf.registerKernel(config);
  }
}
