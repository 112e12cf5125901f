import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as layers from "@tensorflow/tfjs-layers";
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import { beforeAll, describe, expect, it } from "vitest";
import { floats } from "./support/arbitraries.ts";

beforeAll(() => {
  registerWasmTrainingKernels();
});

type Stack = readonly (() => layers.layers.Layer)[];

const l = layers.layers;
const activation = (name: "softplus" | "sigmoid" | "tanh" | "swish" | "softmax"): Stack => [
  () => l.activation({ activation: name }),
];

/** Every layer that a GAN uses, behind a layer with weights when it has none itself. */
const stacks: readonly (readonly [name: string, stack: Stack])[] = [
  ["dense", [() => l.flatten(), () => l.dense({ units: 3 })]],
  ["conv2d, stride 1", [() => l.conv2d({ filters: 3, kernelSize: 3, padding: "same" })]],
  ["conv2d, 4 x 4 stride 2", [() => l.conv2d({ filters: 3, kernelSize: 4, strides: 2, padding: "same" })]],
  ["conv2d, 1 x 1 stride 2", [() => l.conv2d({ filters: 3, kernelSize: 1, strides: 2, padding: "same" })]],
  ["conv2dTranspose", [() => l.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: "same" })]],
  ["depthwiseConv2d", [() => l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" })]],
  ["separableConv2d", [() => l.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2, padding: "same" })]],
  ["batchNormalization", [() => l.batchNormalization()]],
  ["averagePooling2d", [() => l.averagePooling2d({ poolSize: 2 })]],
  ["averagePooling2d, padded", [() => l.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" })]],
  ["maxPooling2d", [() => l.maxPooling2d({ poolSize: 2 })]],
  ["maxPooling2d, padded", [() => l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" })]],
  ["globalAveragePooling2d", [() => l.globalAveragePooling2d({})]],
  ["upSampling2d, bilinear", [() => l.upSampling2d({ size: [2, 2], interpolation: "bilinear" })]],
  ["zeroPadding2d", [() => l.zeroPadding2d({ padding: 1 })]],
  ["leakyReLU", [() => l.leakyReLU({ alpha: 0.1 })]],
  ["reLU", [() => l.reLU()]],
  ["eLU", [() => l.elu()]],
  ["prelu", [() => l.prelu()]],
  ["softplus", activation("softplus")],
  ["sigmoid", activation("sigmoid")],
  ["tanh", activation("tanh")],
  ["swish", activation("swish")],
  ["softmax", activation("softmax")],
];

interface Training {
  readonly output: number[];
  readonly gradients: number[][];
}

/** Output and gradients of `sum(output * coefficients)` by every weight, all weights and inputs set by hand. */
async function train(backend: "cpu" | "wasm", stack: Stack, inputShape: number[], x: Float32Array): Promise<Training> {
  await tf.setBackend(backend);
  const model = layers.sequential({
    layers: [layers.layers.inputLayer({ inputShape }), ...stack.map((make) => make())],
  });
  const result = tf.tidy(() => {
    const weights = model.getWeights();
    model.setWeights(
      weights.map((w, i) => {
        const values = tf.tensor(floats(w.size, 100 + i), w.shape);
        // A running variance has to be positive.
        return tf.add(tf.mul(values, 0.05), model.weights[i]?.name.includes("variance") === true ? 1 : 0);
      }),
    );
    const input = tf.tensor(x, [2, ...inputShape]);
    const forward = (): tf.Tensor => {
      const y = model.apply(input, { training: true });
      if (Array.isArray(y) || y instanceof layers.SymbolicTensor) throw new Error("expected one tensor");
      return y;
    };
    const output = forward();
    const coefficients = tf.tensor(floats(output.size, 999), output.shape);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(forward(), coefficients)));
    // The names count up with every model; the order is the model's.
    const gradients = model.trainableWeights.map(({ originalName, name }) => {
      const gradient = grads[name] ?? Object.entries(grads).find(([key]) => key.startsWith(originalName))?.[1];
      return Array.from(gradient?.dataSync() ?? []);
    });
    return { output: Array.from(output.dataSync()), gradients };
  });
  model.dispose();
  return result;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

// Both backends compute in float32, through the same sums of at most a few hundred terms and, in WASM, polynomial
// approximations of exp and tanh good to some 10 units in the last place: 500 roundings of the largest value.
const RELATIVE = 500 * 2 ** -24;

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  const scale = largest(expected);
  expect(actual).toHaveLength(expected.length);
  expect(actual.length).toBeGreaterThan(0);
  expect(largest(actual.map((value, i) => value - (expected[i] ?? Number.NaN)))).toBeLessThanOrEqual(RELATIVE * scale);
  expect(scale).toBeGreaterThan(0);
}

describe("every layer that a GAN uses trains on WASM as on the plain JS backend", () => {
  it.each(stacks)("%s", async (_, stack) => {
    // Without a bias: batch normalization takes it out again, and its gradient is nothing but rounding errors.
    const whole: Stack = [() => l.conv2d({ filters: 4, kernelSize: 3, padding: "same", useBias: false }), ...stack];
    const x = floats(2 * 6 * 6 * 2, 1);
    const expected = await train("cpu", whole, [6, 6, 2], x);
    const actual = await train("wasm", whole, [6, 6, 2], x);
    expectClose(actual.output, expected.output);
    expect(actual.gradients).toHaveLength(expected.gradients.length);
    for (const [i, gradient] of actual.gradients.entries()) expectClose(gradient, expected.gradients[i] ?? []);
  });

  // oxlint-disable-next-line vitest/expect-expect -- expectClose expects
  it("embedding", async () => {
    const stack: Stack = [() => l.embedding({ inputDim: 5, outputDim: 3 })];
    const x = Float32Array.of(0, 4, 4, 1, 2, 4);
    const expected = await train("cpu", stack, [3], x);
    const actual = await train("wasm", stack, [3], x);
    expectClose(actual.output, expected.output);
    expectClose(actual.gradients[0] ?? [], expected.gradients[0] ?? []);
  });
});
