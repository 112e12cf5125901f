import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("wasm");
});

function kernelNames(backend: string): string[] {
  return tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
}

describe("registerWasmTrainingKernels", () => {
  it("leaves only kernels missing that no layer of a GAN and no gradient of one runs", () => {
    const wasm = new Set(kernelNames("wasm"));
    expect(kernelNames("cpu").filter((name) => !wasm.has(name))).toStrictEqual([
      // Complex numbers and their transforms
      "Complex",
      "ComplexAbs",
      // Drawing on a canvas
      "Draw",
      // tf.einsum; tf.layers' attention layers use it, none that a GAN of the paper has
      "Einsum",
      "FFT",
      "IFFT",
      "Imag",
      // Ragged tensors and strings
      "RaggedGather",
      "RaggedRange",
      "RaggedTensorToTensor",
      "Real",
      "StaticRegexReplace",
    ]);
  });

  it("changes nothing when called again", () => {
    const before = tf.getKernelsForBackend("wasm");
    registerWasmTrainingKernels();
    const after = tf.getKernelsForBackend("wasm");
    expect(after).toHaveLength(before.length);
    expect(after.every((config, i) => config === before[i])).toBe(true);
  });

  it("keeps the heap and the number of buffers as they are over hundreds of training steps", () => {
    const w = tf.variable(tf.zeros([3, 3, 64, 64]));
    const m = tf.variable(tf.zeros([64, 64]));
    const x = tf.ones<tf.Rank.R4>([2, 4, 4, 64]);
    const backend = tf.engine().backend as BackendWasm;
    const engine = tf.engine();
    const step = (): void => {
      tf.tidy(() => {
        const shape = { strides: 1, pad: "same", dataFormat: "NHWC" };
        const y = engine.runKernel<tf.Tensor>("Conv2D", { x, filter: w }, { ...shape, dilations: 1 });
        const dx = engine.runKernel<tf.Tensor>(
          "Conv2DBackpropInput",
          { dy: y, filter: w },
          { ...shape, inputShape: x.shape },
        );
        const dw = engine.runKernel<tf.Tensor>(
          "Conv2DBackpropFilter",
          { x: dx, dy: y },
          { ...shape, filterShape: w.shape },
        );
        const row = tf.reshape(y, [32, 64]);
        const dm = tf.matMul(row, tf.matMul(row, m, false, true), true, false);
        w.assign(tf.add(w, dw));
        m.assign(tf.add(m, dm));
      });
    };
    const state = (): object => ({
      buffers: backend.numDataIds(),
      heap: backend.typedArrayFromHeap(w).buffer.byteLength,
    });
    for (let i = 0; i < 20; i += 1) step();
    const before = state();
    // Each step packs some 500 KB of weights anew: had they stayed, the heap would have grown by 100 MB.
    for (let i = 0; i < 200; i += 1) step();
    expect(state()).toStrictEqual(before);
    tf.dispose([w, m, x]);
  });
});
