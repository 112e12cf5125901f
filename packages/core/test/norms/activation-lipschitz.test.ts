import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { activationLipschitz } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";
import { norm } from "./support/norm.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The normal distribution's cumulative function by the series of erf and the continued fraction of erfc. */
function normalCumulative(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  let upper: number;
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; Math.abs(term) > 1e-20; n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
    }
    upper = 0.5 - sum / Math.sqrt(Math.PI);
  } else {
    let fraction = 0;
    for (let k = 80; k > 0; k--) fraction = k / 2 / (z + fraction);
    upper = Math.exp(-z * z) / (2 * Math.sqrt(Math.PI) * (z + fraction));
  }
  return x < 0 ? upper : 1 - upper;
}

/** Derivatives, from the definitions. */
const DERIVATIVES: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => (x > 0 ? 1 : 0),
  relu6: (x) => (x > 0 && x < 6 ? 1 : 0),
  elu: (x) => (x > 0 ? 1 : Math.exp(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x)), // Klambauer et al. (2017)
  softplus: sigmoid,
  softsign: (x) => 1 / (1 + Math.abs(x)) ** 2,
  tanh: (x) => 1 - Math.tanh(x) ** 2,
  sigmoid: (x) => sigmoid(x) * (1 - sigmoid(x)),
  swish: (x) => sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x)),
  mish: (x) => {
    const t = Math.tanh(softplus(x));
    return t + x * (1 - t * t) * sigmoid(x);
  },
  gelu: (x) => normalCumulative(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  gelu_new: (x) => {
    const c = Math.sqrt(2 / Math.PI);
    const t = Math.tanh(c * (x + 0.044715 * x ** 3));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
  },
};

const softmaxJacobian = (p: readonly number[]): number[][] =>
  p.map((pi, i) => p.map((pj, j) => (i === j ? pi : 0) - pi * pj));

const logSoftmaxJacobian = (p: readonly number[]): number[][] =>
  p.map((_, i) => p.map((pj, j) => (i === j ? 1 : 0) - pj));

/** Whether a constant is a decimal above an irrational number. */
const isRounded = (constant: number): boolean => ![0.25, 1].includes(constant);

describe("activationLipschitz", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  // Around an interior maximum of the derivative g, the nearest point of the scan is h / 2 away at most, and g is lower there
  // by at most M h² / 8, with M >= |g''|, which is below 8 for these functions. At jumps of the derivative and at infinity
  // the supremum is approached, not passed.
  const h = 2 ** -12;
  const missed = (8 * h * h) / 8;
  it.each(Object.entries(DERIVATIVES))("is the largest slope of %s, rounded up", (name, slope) => {
    let largest = 0;
    for (let i = -40 / h; i <= 40 / h; i++) largest = Math.max(largest, Math.abs(slope(i * h)));
    const constant = activationLipschitz(name);
    expect(constant).toBeGreaterThanOrEqual(largest + (isRounded(constant) ? missed : 0));
    // Rounded up by no more than the last digit; else approached at 0 or at infinity.
    expect(constant - largest).toBeLessThan(isRounded(constant) ? 1e-5 : h);
  });

  it("bounds what TensorFlow.js computes, which is close to attaining it", () => {
    // Differences over 2^-4 of values in float32, each off by a few roundings; the error of erf is 1.5e-7 (Abramowitz &
    // Stegun 7.1.26). The slope over 2^-4 is below the largest by its curvature, less than 2^-10.
    const points = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 64);
    const step = 2 ** -4;
    const names = [...Object.keys(DERIVATIVES), "linear", "hardSigmoid"] as const;
    for (const name of names) {
      const layer = tfl.layers.activation({ activation: name as "relu" });
      const values = tf.tidy(() =>
        [0, step].map((by) => (layer.apply(tf.tensor2d(points.map((x) => [x + by]))) as tf.Tensor).dataSync()),
      );
      const largest = Math.max(...points.map((_, i) => Math.abs((values[1]?.[i] ?? 0) - (values[0]?.[i] ?? 0)) / step));
      const error = (2 * (16 * 32 * 2 ** -24 + 1.5e-7)) / step;
      expect(largest, `of ${name}`).toBeLessThanOrEqual(activationLipschitz(name) + error);
      expect(largest, `of ${name}`).toBeGreaterThanOrEqual(activationLipschitz(name) * (1 - step) - error);
    }
  });

  it("knows every activation of tf.layers", () => {
    // The base class of src/activations.ts of tfjs-layers 4.22, which is not exported.
    const { activation } = tfl.layers.activation({ activation: "relu" }) as unknown as { activation: object };
    const base: unknown = Object.getPrototypeOf(activation.constructor);
    const registered = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap)
      .filter(([, [constructor]]) => Object.getPrototypeOf(constructor) === base)
      .map(([name]) => name);
    expect(registered.length).toBe(16);
    for (const name of registered) expect(activationLipschitz(name, { size: 3 }), `of ${name}`).toBeGreaterThan(0);
  });

  it("is 1/2 for softmax, which two equal entries attain and no others exceed", () => {
    expect(norm(softmaxJacobian([0.5, 0.5, 0]))).toBeCloseTo(0.5, 14);
    const random = createRng(0).stream("p");
    for (let run = 0; run < 2000; run++) {
      const weights = Array.from({ length: 2 + (run % 5) }, () => Math.exp(6 * random.normal()));
      const total = weights.reduce((a, b) => a + b, 0);
      expect(norm(softmaxJacobian(weights.map((w) => w / total)))).toBeLessThanOrEqual(
        activationLipschitz("softmax") * (1 + 1e-13),
      );
    }
  });

  it("is √size for logSoftmax, which a corner of the simplex attains and nothing exceeds", () => {
    const random = createRng(1).stream("p");
    for (let size = 1; size <= 7; size++) {
      const constant = activationLipschitz("logSoftmax", { size });
      expect(norm(logSoftmaxJacobian(Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0))))).toBeCloseTo(
        constant,
        13,
      );
      for (let run = 0; run < 200; run++) {
        const weights = Array.from({ length: size }, () => Math.exp(6 * random.normal()));
        const total = weights.reduce((a, b) => a + b, 0);
        expect(norm(logSoftmaxJacobian(weights.map((w) => w / total)))).toBeLessThanOrEqual(
          constant * (1 + 1e-13) + 1e-13,
        );
      }
    }
  });

  it("is the larger slope for leaky activations", () => {
    expect(activationLipschitz("leakyReLU")).toBe(1);
    expect(activationLipschitz("leakyReLU", { alpha: 3 })).toBe(3);
    expect(activationLipschitz("PReLU", { alpha: [0.5, -2, 1] })).toBe(2);
    expect(activationLipschitz("elu", { alpha: -4 })).toBe(4);
    expect(activationLipschitz("elu")).toBe(1);
    expect(activationLipschitz("logSoftmax", { size: 1 })).toBe(0);
    // the float32 next to 1.1, by which TensorFlow.js multiplies, is larger than 1.1
    expect(activationLipschitz("leakyReLU", { alpha: 1.1 })).toBe(Math.fround(1.1));
    // that next to 1.3 is smaller
    expect(Math.fround(1.3)).toBeLessThan(1.3);
    expect(activationLipschitz("leakyReLU", { alpha: 1.3 })).toBe(1.3);
  });

  it("refuses what has no constant or no rule, and bad parameters", () => {
    expect(() => activationLipschitz("thresholdedReLU")).toThrow(
      "activationLipschitz: the activation must have a Lipschitz constant, received thresholdedReLU, which is not continuous",
    );
    expect(() => activationLipschitz("cube")).toThrow(
      "activationLipschitz: the activation must be one of linear, relu, relu6, softplus, softsign, tanh, sigmoid, hardSigmoid, " +
        "softmax, selu, swish, mish, gelu, gelu_new, leakyReLU, elu, PReLU, logSoftmax, received cube",
    );
    expect(() => activationLipschitz("toString")).toThrow(/received toString/);
    expect(() => activationLipschitz("PReLU")).toThrow(
      "activationLipschitz(PReLU): alpha must be finite numbers, received none",
    );
    expect(() => activationLipschitz("PReLU", { alpha: [1, Number.NaN] })).toThrow(/received NaN/);
    expect(() => activationLipschitz("leakyReLU", { alpha: Infinity })).toThrow(
      "activationLipschitz(leakyReLU): alpha must be finite numbers, received Infinity",
    );
    expect(() => activationLipschitz("elu", { alpha: -Infinity })).toThrow(/received -Infinity/);
    for (const size of [undefined, 0, 1.5]) {
      expect(() => activationLipschitz("logSoftmax", size === undefined ? {} : { size })).toThrow(
        `activationLipschitz(logSoftmax): size must be an integer >= 1, received ${size ?? Number.NaN}`,
      );
    }
  });
});
