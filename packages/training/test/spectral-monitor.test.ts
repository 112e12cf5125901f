import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, createRng, unconstrained } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { spectralMonitor } from "@lipschitz-gan/training";
import { tinyCritic } from "./support/tiny-run.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Largest singular value of a dense kernel, in float64. */
const largest = (kernel: tf.Tensor): number =>
  new SingularValueDecomposition(new Matrix(kernel.arraySync() as number[][]), { autoTranspose: true }).norm2;

describe("spectralMonitor", () => {
  it("tends to the largest singular values from below, by layer", async () => {
    const critic = constrain(tinyCritic(), unconstrained());
    const monitor = spectralMonitor(critic, createRng(0));
    let sigma: Record<string, number> = {};
    for (let i = 0; i < 60; i++) sigma = await monitor.measure();
    expect(Object.keys(sigma)).toEqual(["first", "score"]);
    for (const weight of critic.weights) {
      const truth = largest(weight.variable);
      expect(sigma[weight.layer]).toBeCloseTo(truth, 4);
      expect(sigma[weight.layer]).toBeLessThanOrEqual(truth * (1 + 40 * 2 ** -24));
    }
  });

  it("measures what the forward pass uses, not the variable", async () => {
    const critic = constrain(tinyCritic(), spectralNorm({ k: 16, powerIterations: 50 }));
    const monitor = spectralMonitor(critic, createRng(0));
    for (let i = 0; i < 20; i++) await monitor.measure();
    const sigma = await monitor.measure();
    expect(sigma["first"]).toBeCloseTo(4, 4);
    expect(sigma["score"]).toBeCloseTo(4, 4);
  });

  it("names the weight where a layer has several kernels, and passes over what has none", async () => {
    const model = tfl.sequential({
      layers: [tfl.layers.separableConv2d({ name: "sep", filters: 2, kernelSize: 2, inputShape: [3, 3, 2] })],
    });
    const critic = constrain(model, unconstrained(), { select: () => true });
    const sigma = await spectralMonitor(critic, createRng(0)).measure();
    expect(Object.keys(sigma)).toEqual(["sep/depthwise_kernel", "sep/pointwise_kernel"]);
    const biases = constrain(tinyCritic(), unconstrained(), { select: ({ kind }) => kind === "bias" });
    expect(await spectralMonitor(biases, createRng(0)).measure()).toEqual({});
  });

  it("disturbs neither the constraint nor the model, leaks nothing, and ends twice", async () => {
    const critic = constrain(tinyCritic(), spectralNorm());
    const state = (): number[][] => Object.values(critic.state()).map((variable) => Array.from(variable.dataSync()));
    const before = state();
    const tensors = tf.memory().numTensors;
    const monitor = spectralMonitor(critic, createRng(0));
    expect(tf.memory().numTensors).toBe(tensors + 2);
    await monitor.measure();
    await monitor.measure();
    expect(tf.memory().numTensors).toBe(tensors + 2);
    monitor.dispose();
    monitor.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(state()).toEqual(before);
  });
});
