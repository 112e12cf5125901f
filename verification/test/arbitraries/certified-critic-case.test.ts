import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import {
  buildCertifiedCritic,
  type CertifiedCritic,
} from "../../src/arbitraries/certified-critic/build-certified-critic.ts";
import { certifiedCriticCase, certifiedCriticLabels } from "../../src/arbitraries/certified-critic-case.ts";
import { isLinearNetwork } from "../../src/oracles/network-constant.ts";
import { referenceOutput, referenceValues } from "../../src/oracles/reference-network.ts";
import { classCounts } from "../support/class-counts.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

/** What TensorFlow.js makes of two samples. */
async function predictions(critic: CertifiedCritic, samples: readonly (readonly number[])[]): Promise<number[][]> {
  const { modelTopology, weightSpecs, weightData } = critic.artifacts;
  const saved = { modelTopology: modelTopology as object, weightSpecs: [...weightSpecs] as tf.io.WeightsManifestEntry[], weightData }; // prettier-ignore
  const model = await tfl.loadLayersModel(tf.io.fromMemory(saved));
  const outputs = tf.tidy(() => model.predict(tf.tensor(samples.flat(), [samples.length, ...critic.network.inputShape])) as tf.Tensor); // prettier-ignore
  const values = Array.from(await outputs.data());
  expect(outputs.shape.slice(1)).toEqual(critic.network.outputShape);
  outputs.dispose();
  model.dispose();
  const size = values.length / samples.length;
  return samples.map((_, i) => values.slice(i * size, (i + 1) * size));
}

it("computes what TensorFlow.js computes of the same model", async () => {
  await fc.assert(
    fc.asyncProperty(certifiedCriticCase(), fc.nat(1e6), async (given, seed) => {
      const critic = buildCertifiedCritic(given);
      fc.pre(critic.runsInTensorFlow);
      const size = given.input.reduce((total, n) => total * n, 1);
      const samples = [0, 1].map((k) =>
        Array.from({ length: size }, (_, i) => Math.fround(Math.sin(seed + 7 * i + k))),
      );
      const found = await predictions(critic, samples);
      for (const [k, sample] of samples.entries()) {
        const exact = referenceOutput(critic.network, sample);
        // Rounding grows with the sizes on the way; activations that saturate let small ones through.
        const largest = referenceValues(critic.network, sample).reduce((most, values) => Math.max(most, ...values.map(Math.abs)), 1); // prettier-ignore
        const steps = critic.network.operations.length * 400;
        expect(exact.length).toBe(found[k]?.length);
        exact.forEach((value, i) => {
          expect(Math.abs(value - (found[k]?.[i] ?? Number.NaN))).toBeLessThanOrEqual(steps * 2 ** -24 * largest);
        });
      }
    }),
  );
});

it("gives operations in the order of a walk from the output", () => {
  fc.assert(
    fc.property(certifiedCriticCase(), (given) => {
      const { operations } = buildCertifiedCritic(given).network;
      const order: number[] = [];
      const visit = (i: number): void => {
        if (i === 0 || order.includes(i)) return;
        operations[i - 1]?.inputs.forEach(visit);
        order.push(i);
      };
      visit(operations.length);
      expect(order).toEqual(operations.map((_, i) => i + 1));
    }),
  );
});

it("meets every part, activation, kernel and graph", () => {
  const counts = classCounts(certifiedCriticCase(), certifiedCriticLabels);
  const classes = {
    "axes of a sample: ": ["1", "2", "3"],
    "part: ": [
      "dense",
      "convolution",
      "transposed",
      "depthwise",
      "separable",
      "batch normalization",
      "max pooling",
      "average pooling",
      "global average pooling",
      "up-sampling",
      "zero padding",
      "cropping",
      "flatten",
      "reshape",
      "permute",
      "dropout",
      "softmax",
      "capped relu",
      "PReLU",
      "activation",
    ],
    "graph: ": ["sum", "average", "concatenation", "maximum", "minimum", "nested", "shared"],
    "activation: ": ["linear", "relu", "leakyReLU", "tanh", "selu", "hardSigmoid", "swish", "mish", "gelu", "gelu_new"],
    "kernel: ": ["normal", "zero", "one entry", "orthogonal", "rank one", "ones", "integers"],
    "kernel's scale: ": ["0.001", "0.1", "1", "1000"],
    "stride: ": ["1", "2", "3"],
    "dilation: ": ["1", "2"],
    "padding: ": ["same", "valid"],
  };
  const missing = Object.entries(classes)
    .flatMap(([kind, names]) => names.map((name) => `${kind}${name}`))
    .filter((label) => (counts.get(label) ?? 0) < 20);
  expect(missing).toEqual([]);
  const cases = fc.sample(certifiedCriticCase(), { numRuns: 300, seed: 1 });
  expect(cases.filter((given) => buildCertifiedCritic(given).runsInTensorFlow).length).toBeGreaterThan(150);
});

it("changes the weights that it is told to, and nothing else", () => {
  fc.assert(
    fc.property(certifiedCriticCase({ head: "always" }), (given) => {
      const [plain, other] = [buildCertifiedCritic(given), buildCertifiedCritic(given, (_name, values) => values.map((x) => 2 * x))]; // prettier-ignore
      expect(other.artifacts.modelTopology).toEqual(plain.artifacts.modelTopology);
      expect(other.artifacts.weightSpecs).toEqual(plain.artifacts.weightSpecs);
      const doubled = new Float32Array(plain.artifacts.weightData).map((x) => 2 * x);
      expect(new Float32Array(other.artifacts.weightData)).toEqual(doubled);
    }),
  );
});

it("makes vectors only where it is asked for dense critics, and linear ones where for those", () => {
  fc.assert(
    fc.property(certifiedCriticCase({ isDense: true, isLinear: true, head: "never" }), (given) => {
      expect(given.input.length).toBe(1);
      expect(isLinearNetwork(buildCertifiedCritic(given).network)).toBe(true);
    }),
  );
});
