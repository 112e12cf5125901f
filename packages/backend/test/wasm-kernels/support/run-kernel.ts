import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { Reference } from "./naive-convolution.ts";

/** Values with their shape, as they cross between backends. */
export interface Values {
  readonly data: Float32Array | Int32Array;
  readonly shape: number[];
}

/** Runs a kernel of the current backend on plain values. */
export function runKernel(name: string, inputs: Readonly<Record<string, Values>>, attrs: object): Values {
  return tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([key, { data, shape }]) => [
        key,
        tf.tensor(data, shape, data instanceof Int32Array ? "int32" : "float32"),
      ]),
    );
    const result = tf.engine().runKernel(name, tensors, { ...attrs });
    if (Array.isArray(result)) throw new Error(`${name} returned a list`);
    const data = result.dataSync();
    if (!(data instanceof Float32Array) && !(data instanceof Int32Array)) throw new Error(`${name}: ${result.dtype}`);
    return { data, shape: result.shape };
  });
}

/** Says where values lie outside the tolerance of their reference; nothing when all is well. */
export function outsideTolerance(actual: ArrayLike<number>, { values, tolerance }: Reference): string[] {
  const found = actual.length === values.length ? [] : [`length ${actual.length} for ${values.length}`];
  for (const [i, value] of values.entries()) {
    const error = Math.abs((actual[i] ?? Number.NaN) - value);
    const allowed = tolerance[i] ?? 0;
    // The negation also catches NaN.
    if (!(error <= allowed)) found.push(`at ${i}: ${actual[i]} for ${value}, allowed ${allowed}`);
  }
  return found.slice(0, 3);
}

/** Runs `body` after a warm-up and checks that neither tensors nor backend buffers are left behind. */
export function withoutLeak(body: () => void): void {
  body();
  const before = { tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() };
  for (let i = 0; i < 3; i += 1) body();
  expect({ tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() }).toStrictEqual(before);
}
