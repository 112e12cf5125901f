import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { adam } from "@lipschitz-gan/training";

afterAll(async () => {
  await startBackend("cpu");
});

const counts = (): object => ({ tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() });

/** The weights and moments after some steps on one variable. */
function after(start: readonly number[], gradients: readonly (readonly number[])[]): number[][] {
  return tf.tidy(() => {
    using optimizer = adam({ learningRate: 0.01, beta1: 0.5 });
    const w = tf.variable(tf.tensor1d([...start]), false);
    for (const gradient of gradients) optimizer.apply({ w: tf.tensor1d([...gradient]) }, { w });
    const result = [w, ...Object.values(optimizer.state())].map((tensor) => Array.from(tensor.dataSync()));
    w.dispose();
    return result;
  });
}

describe("a step of adam", () => {
  it("is one kernel a variable where the backend has it", async () => {
    await startBackend("wasm", { threads: 1 });
    using optimizer = adam({ learningRate: 0.1 });
    const [a, b] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([2, 2]))];
    const gradients = { a: tf.ones([3]), b: tf.ones([2, 2]) };
    optimizer.apply(gradients, { a, b });
    const { kernelNames } = await tf.profile(() => {
      optimizer.apply(gradients, { a, b });
    });
    expect(kernelNames).toEqual(["AdamUpdate"]);
    tf.dispose([a, b, gradients]);
  });

  it("takes a gradient of whole numbers as it is", async () => {
    await startBackend("wasm", { threads: 1 });
    using optimizer = adam({ learningRate: 0.25, epsilon: 1e-30 });
    const w = tf.variable(tf.ones([2]));
    const gradient = tf.tensor1d([2, -3], "int32");
    optimizer.apply({ w: gradient }, { w });
    expect([...w.dataSync()]).toEqual([0.75, 1.25]);
    tf.dispose([w, gradient]);
  });

  it("leaves alone what else holds the buffers of a variable and of its moments", async () => {
    await startBackend("wasm", { threads: 1 });
    using optimizer = adam({ learningRate: 0.1 });
    const w = tf.variable(tf.ones([5]));
    const gradient = tf.ones([5]);
    optimizer.apply({ w: gradient }, { w });
    const held = [w, ...Object.values(optimizer.state())].map((tensor) => tf.clone(tensor));
    const before = held.map((tensor) => [...tensor.dataSync()]);
    optimizer.apply({ w: gradient }, { w });
    expect(held.map((tensor) => [...tensor.dataSync()])).toEqual(before);
    expect([...w.dataSync()]).not.toEqual(before[0]);
    tf.dispose([w, gradient, held]);
  });

  it("leaves as many tensors as there were, over 20 steps", async () => {
    await startBackend("wasm", { threads: 1 });
    const before = counts();
    after(
      [1, 2, 3, 4, 5],
      Array.from({ length: 20 }, (_, i) => [i, 1, -1, 0, -i]),
    );
    expect(counts()).toEqual(before);
  });

  it("has the same bits in one kernel as in nine, for all paths", async () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    const row = fc.array(number, { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(row, fc.array(row, { minLength: 1, maxLength: 4 }), async (start, gradients) => {
        await tf.setBackend("wasm");
        const fused = after(start, gradients);
        await tf.setBackend("cpu");
        expect(fused).toEqual(after(start, gradients));
      }),
    );
  });
});
