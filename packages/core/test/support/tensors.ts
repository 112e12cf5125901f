import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Unit roundoff of float32. */
export const u32 = 2 ** -24;

/** The bits of a float32 tensor: unlike `===`, they tell NaN from NaN and -0 from 0. */
export function bits(x: tf.Tensor): number[] {
  return [...new Uint32Array(Float32Array.from(x.dataSync()).buffer)];
}

/** A tensor's values as plain numbers. */
export function numbers(x: tf.Tensor): number[] {
  return [...x.dataSync()];
}

/** Bits of many tensors by name. */
export function bitsByName(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, bits(tensor)]));
}

/** Runs `f`, which frees what it makes, and checks that as many tensors live as before. */
export function withoutLeak(f: () => void): void {
  const before = tf.memory().numTensors;
  f();
  expect(tf.memory().numTensors).toBe(before);
}
