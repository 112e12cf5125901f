import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { NonFiniteError } from "@lipschitz-gan/core";
import { checkState } from "../../src/internal/check-state.ts";

afterAll(async () => {
  await startBackend("cpu");
});

describe.each(["cpu", "wasm"] as const)("checkState on %s", (name) => {
  it.each([Number.NaN, Infinity, -Infinity])("names the first tensor with %d in it, and the step", async (bad) => {
    await startBackend(name, { threads: 1 });
    const variables = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`w${i}`, tf.variable(tf.tensor1d([1, i, -1, 0, i === 10 ? bad : 2]))]),
    );
    await expect(checkState(7, { part: () => variables }, {})).rejects.toThrow(
      new NonFiniteError("train", "part/w10", 7, bad),
    );
    variables["w10"]?.assign(tf.zeros([5]));
    await expect(checkState(7, { part: () => variables }, {})).resolves.toBeUndefined();
    tf.dispose(variables);
  });

  it("leaves no tensor behind", async () => {
    await startBackend(name, { threads: 1 });
    const w = tf.variable(tf.ones([3]));
    const before = tf.memory().numTensors;
    await checkState(1, { part: () => ({ w }) }, {});
    expect(tf.memory().numTensors).toBe(before);
    w.dispose();
  });
});

describe("checkState", () => {
  it("is one kernel for all tensors where the backend has it", async () => {
    await startBackend("wasm", { threads: 1 });
    const [a, b] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([2, 2]))];
    const kernels: string[] = [];
    const original = tf.engine().runKernel.bind(tf.engine());
    tf.engine().runKernel = (kernel, ...rest) => {
      kernels.push(kernel);
      return original(kernel, ...rest);
    };
    try {
      await checkState(1, { part: () => ({ a, b }) }, {});
    } finally {
      Reflect.deleteProperty(tf.engine(), "runKernel");
    }
    expect(kernels).toEqual(["FiniteCheck"]);
    tf.dispose([a, b]);
  });
});
