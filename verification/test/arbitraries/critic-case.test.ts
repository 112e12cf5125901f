import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { batchCase, batchOf } from "../../src/arbitraries/batch-case.ts";
import {
  buildCritic,
  criticCase,
  type CriticCase,
  criticLabels,
  sampleShapeOf,
} from "../../src/arbitraries/critic-case.ts";
import { classCounts } from "../support/class-counts.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

/** What a critic says of a batch; frees everything. */
async function outputs(
  given: CriticCase,
  values: Float32Array,
  shape: number[],
): Promise<{ shape: number[]; values: number[] }> {
  const critic = buildCritic(given);
  const result = tf.tidy(() => critic.apply(tf.tensor(values, shape)) as tf.Tensor);
  const answer = { shape: result.shape, values: [...(await result.data())] };
  result.dispose();
  critic.dispose();
  return answer;
}

it("computes what its weights say: a residual block with an identity", async () => {
  const given: CriticCase = {
    architecture: "residual",
    inputs: 2,
    width: 1,
    blocks: 1,
    activation: "relu",
    gain: 1,
    seed: 4,
  };
  const critic = buildCritic(given);
  const weights = new Map(critic.weights.map((weight) => [weight.originalName, weight.read().dataSync()]));
  const at = (name: string, i: number): number => weights.get(name)?.[i] ?? Number.NaN;
  const x = [0.5, -1];
  const hidden = Math.max(0, 0.5 * at("in0/kernel", 0) - at("in0/kernel", 1) + at("in0/bias", 0));
  const sums = x.map((value, i) => value + hidden * at("out0/kernel", i) + at("out0/bias", i));
  const expected = (sums[0] ?? 0) * at("head/kernel", 0) + (sums[1] ?? 0) * at("head/kernel", 1) + at("head/bias", 0);
  critic.dispose();
  const { values } = await outputs(given, Float32Array.from(x), [1, 2]);
  // Twelve products and sums of numbers below some 10.
  expect(Math.abs((values[0] ?? 0) - expected)).toBeLessThanOrEqual(12 * 2 ** -24 * 10);
});

it("cuts sample and label apart: the label of a conditional critic matters, and only through its embedding", async () => {
  const given: CriticCase = { architecture: "conditional", inputs: 2, labels: 2, embedding: 2, width: 3, activation: "tanh", gain: 1, seed: 1 }; // prettier-ignore
  const batch = Float32Array.of(0.5, -1, 1, 0, 0.5, -1, 0, 1);
  const { values } = await outputs(given, batch, [2, 4]);
  expect(values[0]).not.toBe(values[1]);
  const critic = buildCritic(given);
  critic.getLayer("embed").setWeights([tf.zeros([2, 2]), tf.zeros([2])]);
  const blind = tf.tidy(() => [...(critic.apply(tf.tensor(batch, [2, 4])) as tf.Tensor).dataSync()]);
  critic.dispose();
  expect(blind[0]).toBe(blind[1]);
});

it("takes a batch of its samples to one finite number each, the same every time, and leaves no tensor, for all cases", async () => {
  await fc.assert(
    fc.asyncProperty(criticCase(), batchCase(), async (given, samples) => {
      const { values, shape } = batchOf(samples, sampleShapeOf(given));
      const before = tf.memory().numTensors;
      const one = await outputs(given, values, shape);
      expect(one.shape).toEqual([samples.batchSize, 1]);
      expect(one.values.every(Number.isFinite)).toBe(true);
      expect(await outputs(given, values, shape)).toEqual(one);
      expect(tf.memory().numTensors).toBe(before);
    }),
  );
});

it("names all layers, each by a name of its own, and has one input and one output", () => {
  fc.assert(
    fc.property(criticCase(), (given) => {
      const critic = buildCritic(given);
      const names = critic.layers.map(({ name }) => name);
      const saved = JSON.stringify(critic.toJSON());
      const { inputs, outputs: ends } = critic;
      critic.dispose();
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => /_\w+\d+$/u.test(name))).toEqual([]); // names that TensorFlow.js makes up
      expect([inputs.length, ends.length]).toEqual([1, 1]);
      expect(saved).toContain(given.architecture);
    }),
  );
});

it("finds every class among a thousand cases", () => {
  const counts = classCounts(criticCase(), criticLabels);
  const classes = [
    ...["dense", "conv", "residual", "concatenating", "conditional"].map((name) => `architecture: ${name}`),
    ...["linear", "relu", "leakyReLU", "tanh", "sigmoid", "softplus", "elu"].map((name) => `activation: ${name}`),
    ...[0.1, 1, 3].map((gain) => `gain: ${gain}`),
    ...[1, 2, 3, 4, 5].map((depth) => `depth: ${depth}`),
  ];
  expect(classes.filter((label) => (counts.get(label) ?? 0) < 10)).toEqual([]);
});

it("shrinks to a linear critic of no hidden layer", () => {
  const found = fc.check(
    fc.property(criticCase(), () => false),
    { seed: 2 },
  );
  expect(found.counterexample).toEqual([{ architecture: "dense", inputs: 2, widths: [], activation: "linear", gain: 1, seed: 0 }]); // prettier-ignore
});
