import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";

import { registeredGradients } from "../../src/gradients/guard-unproven-gradients.ts";
import { provenGradients } from "../../src/gradients/proven-gradients.ts";
import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import type { Operation } from "./support/contract.ts";
import { pairs, unary } from "./support/entrywise-operations.ts";
import { rearrangements } from "./support/rearrangements.ts";
import { reductions } from "./support/reductions.ts";
import { convolutions } from "./support/spatial-operations.ts";

const rank5 = (x: tf.Tensor) => tf.reshape<tf.Rank.R5>(x, [1, 2, 2, 2, 2]);

/** Operations whose gradients are not right to second order, on 16 numbers. */
const unproven: [string, (x: tf.Tensor) => tf.Tensor][] = [
  ["AvgPool3D", (x) => tf.avgPool3d(rank5(x), 2, 1, "same")],
  ["Dilation2D", (x) => tf.dilation2d(tf.reshape<tf.Rank.R4>(x, [1, 4, 4, 1]), tf.zeros([2, 2, 1]), 1, "same")],
  ["FloorDiv", (x) => tf.floorDiv(x, tf.scalar(2))],
  ["LRN", (x) => tf.localResponseNormalization(tf.reshape<tf.Rank.R4>(x, [1, 2, 2, 4]), 1)],
  ["MaxPool3D", (x) => tf.maxPool3d(rank5(x), 2, 1, "same")],
];

const sixteen = () => tf.linspace(0.5, 2, 16);

/** Second derivative at 1/2. */
function second(f: (x: tf.Tensor) => tf.Tensor): number | undefined {
  const slope = tf.grad((x) => tf.sum(f(x)));
  return tf
    .grad((x) => tf.sum(slope(x)))(tf.scalar(0.5))
    .dataSync()[0];
}

/** Overlapping windows on a 4×4 image. */
function overlappingPool(x: tf.Tensor): tf.Tensor {
  return tf.maxPool(tf.reshape<tf.Rank.R4>(x, [1, 4, 4, 1]), 3, 1, "same");
}

beforeAll(async () => {
  await tf.setBackend("cpu");
  registerSecondOrderGradients();
});

describe("registerSecondOrderGradients", () => {
  it("gives the second derivatives of the functions that TensorFlow.js gets silently wrong", () => {
    // float32: a value of about 1 carries about 1e-7; closed forms at x = 1/2
    expect(second(tf.exp)).toBeCloseTo(Math.exp(0.5), 5);
    expect(second(tf.tanh)).toBeCloseTo(-2 * Math.tanh(0.5) * (1 - Math.tanh(0.5) ** 2), 5);
    const s = 1 / (1 + Math.exp(-0.5));
    expect(second(tf.sigmoid)).toBeCloseTo(s * (1 - s) * (1 - 2 * s), 5);
  });

  it("puts right a custom gradient that saves its own result", () => {
    const exponential = tf.customGrad((x, save) => {
      const y = tf.exp(x as tf.Tensor);
      (save as tf.GradSaveFunc)([y]);
      return { value: y, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0] ?? dy) };
    });
    expect(second((x) => exponential(x))).toBeCloseTo(Math.exp(0.5), 5);
  });

  it("stays finite where exp would overflow in the branch not taken", () => {
    for (const f of [tf.elu, tf.selu]) {
      const slope = tf.grad((x) => tf.sum(tf.square(f(x))));
      const curvature = tf
        .grad((x) => tf.sum(slope(x)))(tf.tensor1d([-200, 100, 200]))
        .dataSync();
      expect(curvature.every(Number.isFinite)).toBe(true);
    }
  });

  it("may be called again: nothing changes and nothing is wrapped twice", () => {
    const before = registeredGradients().map((name) => tf.getGradient(name).gradFunc);
    registerSecondOrderGradients();
    const after = registeredGradients().map((name) => tf.getGradient(name).gradFunc);
    expect(after).toEqual(before);
  });

  it("goes to the pixel that the kernel chose where a maximum is not unique", () => {
    const x = tf.ones([1, 4, 4, 1]);
    const weights = tf.reshape(tf.linspace(0.1, 1.6, 16), [1, 4, 4, 1]);
    const slope = (c: tf.Tensor) => tf.grad((t) => tf.sum(tf.mul(c, overlappingPool(t))))(x);
    // slope is linear in c, so c · ∂(½‖slope(c)‖²)/∂c = ‖slope(c)‖²
    const inner = tf.grad((c) => tf.mul(0.5, tf.sum(tf.square(slope(c)))))(weights);
    const left = tf.sum(tf.mul(weights, inner)).dataSync()[0] ?? Number.NaN;
    const right = tf.sum(tf.square(slope(weights))).dataSync()[0] ?? Number.NaN;
    expect(right).toBeGreaterThan(1);
    // sums of 16 terms, two kernels deep: 32 roundings
    expect(Math.abs(left - right)).toBeLessThanOrEqual(32 * 2 ** -24 * right);
  });

  it("leaves no tensors behind", () => {
    const x = sixteen();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const slope = tf.grad((t) => tf.sum(tf.tanh(tf.leakyRelu(t))));
      return tf.grad((t) => tf.sum(tf.square(slope(t))))(x);
    }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.each(unproven)("an operation not right to second order: %s", (kernel, op) => {
  it("is guarded", () => {
    expect(provenGradients.has(kernel)).toBe(false);
    expect(registeredGradients()).toContain(kernel);
  });

  it("keeps its first-order gradient, under variableGrads too", () => {
    const weight = tf.variable(sixteen());
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(op(weight))), [weight]);
    const [slope] = Object.values(grads);
    expect(slope?.dataSync().every(Number.isFinite)).toBe(true);
    weight.dispose();
  });

  it("may be used as a constant within another gradient", () => {
    const slope = tf.grad((x) => tf.sum(op(x)));
    const outer = tf.grad((y) => tf.sum(tf.mul(y, slope(sixteen()))))(tf.ones([16]));
    expect(outer.dataSync()).toEqual(slope(sixteen()).dataSync());
  });

  it("throws, naming itself, when a second-order gradient runs through it", () => {
    const slope = tf.grad((x) => tf.sum(tf.square(op(x))));
    const penalty = tf.grad((x) => tf.sum(tf.square(slope(x))));
    expect(() => penalty(sixteen())).toThrow(new RegExp(`^second-order gradient: kernel ${kernel} has no gradient`));
  });
});

describe("the list of proven gradients", () => {
  it("has no kernel that no test of this folder differentiates twice", async () => {
    const operations: Operation[] = [...unary, ...pairs, ...rearrangements, ...reductions, ...convolutions];
    const seen = new Set<string>();
    for (const { shapes, op, domain = (value: number) => value } of operations) {
      const { kernelNames } = await tf.profile(() => {
        const tensors = shapes.map((shape, argument) => {
          const size = shape.reduce((product, extent) => product * extent, 1);
          const values = Array.from({ length: size }, (_, i) => domain((2 * i + 1) / 20, argument));
          return tf.tensor(values, shape);
        });
        const slopes = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.square(op(...xs))));
        const penalty = (...xs: tf.Tensor[]) => tf.addN(slopes(xs).map((slope) => tf.sum(tf.square(slope))));
        return tf.grads(penalty)(tensors);
      });
      for (const name of kernelNames) seen.add(name);
    }
    expect([...provenGradients].filter((name) => !seen.has(name))).toEqual([]);
  });

  it("covers, with the guarded ones, everything that TensorFlow.js registers", () => {
    const guarded = registeredGradients().filter((name) => !provenGradients.has(name));
    expect(guarded.toSorted()).toEqual(
      [...unproven.map(([name]) => name), "BroadcastTo", "ComplexAbs", "LogSoftmax"].toSorted(),
    );
  });
});
