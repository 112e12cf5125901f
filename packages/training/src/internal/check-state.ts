import { NonFiniteError } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "../optimizer.ts";
import { stateOf, type StatefulParts } from "./snapshot-of.ts";

/**
 * Checks that every weight, moment and vector of a run is finite, with one read from the backend.
 *
 * `x · 0` is 0 for finite x and NaN otherwise, so its sum tells, without overflowing itself. In one kernel for all tensors
 * where the backend has it.
 *
 * @param step - steps done, for the error
 * @param parts - models and monitor
 * @param optimizers - optimizers by name
 * @throws NonFiniteError naming the first tensor with a NaN or an infinite entry
 * @internal
 */
export async function checkState(
  step: number,
  parts: StatefulParts,
  optimizers: Readonly<Record<string, Optimizer>>,
): Promise<void> {
  const state = stateOf(parts, optimizers);
  const sums = tf.tidy(() => sumsOfZeros(state.map(([, variable]) => variable)));
  const values = await sums.data();
  sums.dispose();
  const [name, variable] = state[values.findIndex((sum) => sum !== 0)] ?? [];
  if (name === undefined || variable === undefined) return;
  const bad = (await variable.data()).find((value) => !Number.isFinite(value));
  throw new NonFiniteError("train", name, step, bad ?? Number.NaN);
}

/** Of `@lipschitz-gan/backend`. */
const KERNEL = "FiniteCheck";

function sumsOfZeros(tensors: readonly tf.Tensor[]): tf.Tensor {
  // Typed as always there; undefined at run time for a kernel that the backend lacks.
  const kernel: tf.KernelConfig | undefined = tf.getKernel(KERNEL, tf.getBackend());
  if (kernel === undefined) return tf.stack(tensors.map((tensor) => tf.sum(tf.mul(tensor, 0))));
  return tf.engine().runKernel<tf.Tensor>(KERNEL, Object.fromEntries(tensors.entries()));
}
