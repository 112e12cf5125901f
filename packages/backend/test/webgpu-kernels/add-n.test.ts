import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "../../src/index.ts";
import { registerWebgpuTrainingKernels } from "../../src/webgpu-kernels/register-webgpu-training-kernels.ts";
import { hasGpu, NEEDS_GPU } from "../webgpu/support/software-gpu.ts";

const available = await hasGpu();

describe("AddN on WebGPU", () => {
  let backend: StartedBackend | undefined;
  beforeAll(async () => {
    if (available) backend = await startBackend("webgpu");
  });
  afterAll(async () => {
    await backend?.stop();
  });

  // Stock, a device with eight buffers a kernel refuses the eighth term and all after it.
  it.skipIf(!available).each([1, 2, 7, 8, 13, 14, 40])(
    `adds %i tensors, and leaves no buffer ${NEEDS_GPU}`,
    async (n) => {
      const terms = Array.from({ length: n }, (_, i) => tf.tidy(() => tf.add(tf.zeros([5]), 2 ** (i % 8))));
      const before = tf.engine().backend.numDataIds();
      const sum = tf.addN(terms);
      expect(tf.engine().backend.numDataIds()).toBe(before + (n === 1 ? 0 : 1)); // one term is shared, not copied
      const expected = terms.reduce((total, _, i) => total + 2 ** (i % 8), 0); // whole numbers: no rounding
      expect([...(await sum.data())]).toEqual([expected, expected, expected, expected, expected]);
      tf.dispose([sum, terms]);
    },
  );

  it.skipIf(!available)(`is registered once ${NEEDS_GPU}`, () => {
    const before = tf.getKernel(tf.AddN, "webgpu");
    registerWebgpuTrainingKernels();
    expect(tf.getKernel(tf.AddN, "webgpu")).toBe(before);
  });
});
