import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  buildModels,
  cnnCritic,
  cnnGenerator,
  mlpCritic,
  mlpGenerator,
  modelNames,
  type BuildModelsOptions,
  type ModelName,
} from "@lipschitz-gan/models";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const scaled = (channels: number, width: number): number => Math.max(1, Math.round(channels * width));

/** Weights and biases of table 3's critic, counted from the table. */
function criticParams(imageSize: number, channels: number, width: number): number {
  const out = [64, 64, 128, 128, 256, 256, 512].map((c) => scaled(c, width));
  const kernels = [3, 4, 3, 4, 3, 4, 3];
  const convolutions = out.map((filters, i) => ((kernels[i] ?? NaN) ** 2 * (out[i - 1] ?? channels) + 1) * filters);
  return sum(convolutions) + (imageSize / 8) ** 2 * (out[6] ?? NaN) + 1;
}

/** The same of its generator; batch norm has four numbers a channel, two of them trained. */
function generatorParams(imageSize: number, channels: number, width: number, latentSize: number): number {
  const c = [512, 256, 128, 64].map((n) => scaled(n, width));
  const dense = (latentSize + 1) * (imageSize / 8) ** 2 * (c[0] ?? NaN);
  const deconvolutions = [1, 2, 3].map((i) => 16 * (c[i - 1] ?? NaN) * (c[i] ?? NaN) + 4 * (c[i] ?? NaN));
  return dense + sum(deconvolutions) + (9 * (c[3] ?? NaN) + 1) * channels;
}

/** All weights of a model, by layer, as numbers. */
const weightsOf = (model: tfl.LayersModel): number[][] => model.getWeights().map((w) => Array.from(w.dataSync()));

/** Standard normal latents. */
const latents = (n: number, size: number): tf.Tensor2D => tf.randomNormal([n, size], 0, 1, "float32", 3);

/** Calls `predict` of a model with one output. */
function predict(model: tfl.LayersModel, input: tf.Tensor): tf.Tensor {
  const output = model.predict(input);
  if (Array.isArray(output)) throw new Error("one output was expected");
  return output;
}

/** A forward pass in training mode. */
function applyTraining(model: tfl.LayersModel, input: tf.Tensor): tf.Tensor {
  const output = model.apply(input, { training: true });
  if (!(output instanceof tf.Tensor)) throw new Error("one output was expected");
  return output;
}

/** Builds a pair, uses it, and frees it. */
function withPair<T>(
  name: ModelName,
  options: BuildModelsOptions,
  use: (pair: ReturnType<typeof buildModels>) => T,
): T {
  const pair = buildModels(name, options);
  try {
    return use(pair);
  } finally {
    pair.generator.dispose();
    pair.critic.dispose();
  }
}

/** Initial weights of a critic so small that each kernel has one output channel. */
const initialWeights = (seed: number): number[][] =>
  withPair("cnn32", { width: 1 / 64, seed }, ({ critic }) => weightsOf(critic));

const small = { width: 1 / 32, seed: 5 } as const;

describe("models", () => {
  it("have the table's number of weights at full width", () => {
    withPair("cnn32", {}, ({ generator, critic }) => {
      // 1 792 + 65 600 + 73 856 + 262 272 + 295 168 + 1 048 832 + 1 180 160 for the convolutions, 8 193 for the dense layer
      expect(critic.countParams()).toBe(2_935_873);
      // dense 129 · 8 192, deconvolutions 16 · 172 032, batch norm 4 · 448, convolution 9 · 64 · 3 + 3
      expect(generator.countParams()).toBe(3_812_803);
    });
  });

  it("have the table's layers, kernels and strides, in order", () => {
    const critic = cnnCritic(small);
    const names = critic.layers.map((layer) => layer.name);
    const blocks = [1, 2, 3, 4, 5, 6, 7].flatMap((i) => [`critic_conv${i}`, `critic_lrelu${i}`]);
    expect(names).toEqual([...blocks, "critic_flatten", "critic_dense"]);
    const configs = critic.layers.map((layer) => layer.getConfig());
    expect(configs.flatMap((c) => (c["alpha"] === undefined ? [] : [c["alpha"]]))).toEqual(Array(7).fill(0.1));
    expect(configs.flatMap((c) => (Array.isArray(c["strides"]) ? [c["strides"][0]] : []))).toEqual([
      1, 2, 1, 2, 1, 2, 1,
    ]);
    critic.dispose();
    const generator = cnnGenerator(small);
    const generatorBlocks = [1, 2, 3].flatMap((i) => [
      `generator_deconv${i}`,
      `generator_bn${i}`,
      `generator_relu${i}`,
    ]);
    expect(generator.layers.map((layer) => layer.name)).toEqual([
      "generator_dense",
      "generator_reshape",
      ...generatorBlocks,
      "generator_conv",
    ]);
    expect(generator.getLayer("generator_bn2").getConfig()).toMatchObject({ momentum: 0.9, epsilon: 2e-5 });
    expect(generator.getLayer("generator_conv").getConfig()).toMatchObject({ activation: "tanh" });
    generator.dispose();
  });

  it.each(modelNames)("%s: the critic scores what the generator draws", (name) => {
    withPair(name, small, ({ generator, critic, latentSize, sampleShape }) => {
      tf.tidy(() => {
        const samples = predict(generator, latents(2, latentSize));
        expect(samples.shape).toEqual([2, ...sampleShape]);
        expect(predict(critic, samples).shape).toEqual([2, 1]);
      });
    });
  });

  it("draw images within [-1, 1], whatever the latent", () => {
    withPair("cnn32", small, ({ generator }) => {
      tf.tidy(() => {
        const images = predict(generator, tf.mul(1e4, latents(2, 128)));
        expect(tf.max(tf.abs(images)).dataSync()[0]).toBeLessThanOrEqual(1);
      });
    });
  });

  it.each(modelNames)("%s: holds no tensor once disposed", (name) => {
    const before = tf.memory().numTensors;
    withPair(name, small, () => {
      expect(tf.memory().numTensors).toBeGreaterThan(before);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("count 1 channel where the width would leave none", () => {
    const critic = cnnCritic({ width: 1e-6, channels: 1 });
    expect(critic.countParams()).toBe(criticParams(32, 1, 1e-6));
    critic.dispose();
  });

  it("an MLP with no hidden layer is linear", () => {
    const critic = mlpCritic({ inputSize: 3, hidden: [] });
    const generator = mlpGenerator({ latentSize: 4, outputSize: 3, hidden: [] });
    expect([critic.countParams(), generator.countParams()]).toEqual([4, 15]);
    critic.dispose();
    generator.dispose();
  });

  it.each(modelNames.flatMap((name) => [[name, "generator"] as const, [name, "critic"] as const]))(
    "%s: the %s comes back from its own JSON with the same function",
    async (name, role) => {
      const pair = buildModels(name, small);
      const model = pair[role];
      const input = tf.randomNormal(
        [2, ...(role === "critic" ? pair.sampleShape : [pair.latentSize])],
        0,
        1,
        "float32",
        3,
      );
      const copy = await tfl.models.modelFromJSON(JSON.parse(JSON.stringify(model.toJSON(undefined, false))));
      // The seeds travel in the JSON, so that even the fresh weights are the same.
      expect(weightsOf(copy)).toEqual(weightsOf(model));
      expect(copy.layers.map((layer) => layer.name)).toEqual(model.layers.map((layer) => layer.name));
      tf.tidy(() => {
        expect(Array.from(predict(copy, input).dataSync())).toEqual(Array.from(predict(model, input).dataSync()));
      });
      input.dispose();
      copy.dispose();
      pair.generator.dispose();
      pair.critic.dispose();
    },
  );

  it("a training pass moves the running statistics a tenth of the way; predict leaves them", () => {
    const generator = cnnGenerator(small);
    const bn = generator.getLayer("generator_bn1");
    const statistics = (): number[][] => bn.getWeights().map((w) => Array.from(w.dataSync()));
    const z = latents(8, 128);
    const fresh = statistics();
    tf.dispose(predict(generator, z));
    expect(statistics()).toEqual(fresh);
    const before = tfl.model({ inputs: generator.inputs, outputs: bn.input });
    const inputs = predict(before, z);
    tf.dispose(applyTraining(generator, z));
    const channels = inputs.shape.at(-1) ?? NaN;
    const values = inputs.dataSync();
    const [, , means = [], variances = []] = statistics();
    for (let c = 0; c < channels; c++) {
      const channel = Array.from(values).filter((_, i) => i % channels === c);
      const mean = sum(channel) / channel.length;
      const variance = sum(channel.map((x) => (x - mean) ** 2)) / channel.length;
      // A float32 mean of n terms: n roundings of the mean magnitude; the squares twice that. The sums with 0.9 and 0.1 add 3.
      const unit = (channel.length + 8) * 2 ** -24;
      expect(Math.abs((means[c] ?? NaN) - 0.1 * mean)).toBeLessThanOrEqual(
        unit * (sum(channel.map(Math.abs)) / channel.length),
      );
      expect(Math.abs((variances[c] ?? NaN) - (0.9 + 0.1 * variance))).toBeLessThanOrEqual(2 * unit * (1 + variance));
    }
    tf.dispose([z, inputs]);
    generator.dispose();
  });

  it("a training pass leaks nothing", () => {
    const generator = cnnGenerator(small);
    const z = latents(4, 128);
    tf.dispose(applyTraining(generator, z));
    const before = tf.memory();
    for (let i = 0; i < 5; i++) tf.dispose(applyTraining(generator, z));
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    z.dispose();
    generator.dispose();
  });

  it("a gradient through a training pass leaks nothing", () => {
    withPair("cnn32", { ...small, channels: 1 }, ({ generator, critic }) => {
      const z = latents(2, 128);
      const step = (): void => {
        const { value, grads } = tf.variableGrads(() =>
          tf.tidy(() => tf.neg(tf.mean<tf.Scalar>(predict(critic, applyTraining(generator, z))))),
        );
        tf.dispose([value, ...Object.values(grads)]);
      };
      step();
      const before = tf.memory();
      for (let i = 0; i < 5; i++) step();
      expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
      z.dispose();
    });
  });

  it.each([
    [() => cnnCritic({ width: 0 }), /cnnCritic: width must be in \(0, 8\], received 0/],
    [() => cnnCritic({ width: NaN }), /received NaN/],
    [() => cnnGenerator({ width: 9 }), /cnnGenerator: width must be in \(0, 8\], received 9/],
    [() => cnnCritic({ channels: 0 }), /cnnCritic: channels must be an integer >= 1, received 0/],
    [() => cnnCritic({ channels: 1.5 }), /received 1.5/],
    [() => cnnGenerator({ latentSize: -1 }), /cnnGenerator: latentSize must be an integer >= 1, received -1/],
    [() => cnnCritic({ seed: -1 }), /seed must be an integer in \[0, 2\^53\), received -1/],
    [() => mlpCritic({ hidden: [8, 0] }), /mlpCritic: hidden\[1\] must be an integer >= 1, received 0/],
    [() => mlpCritic({ inputSize: 0 }), /mlpCritic: inputSize/],
    [() => mlpGenerator({ outputSize: Infinity }), /mlpGenerator: outputSize/],
    [() => mlpGenerator({ latentSize: 0 }), /mlpGenerator: latentSize/],
    [() => mlpGenerator({ hidden: [NaN] }), /mlpGenerator: hidden\[0\]/],
    [() => buildModels("mlp", { channels: 1 }), /buildModels: mlp takes no channels, received 1; leave the option out/],
    [() => buildModels("mlp", { width: -1 }), /buildModels: width/],
    [() => buildModels("cnn48", { latentSize: 0 }), /buildModels: latentSize/],
    // @ts-expect-error a size that table 3 does not have
    [() => cnnCritic({ imageSize: 64 }), /cnnCritic: imageSize must be 32 or 48, received 64/],
    // @ts-expect-error a name that no pair has
    [() => buildModels("resnet"), /buildModels: name must be one of cnn32, cnn48, mlp, received resnet/],
  ])("refuse what is out of range: %s", (build, message) => {
    const before = tf.memory().numTensors;
    expect(build).toThrow(RangeError);
    expect(build).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("have the number of weights that table 3 gives, for all sizes", () => {
    const options = fc.record({
      imageSize: fc.constantFrom(32 as const, 48 as const),
      channels: fc.integer({ min: 1, max: 4 }),
      width: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      latentSize: fc.integer({ min: 1, max: 130 }),
    });
    fc.assert(
      fc.property(options, ({ imageSize, channels, width, latentSize }) => {
        withPair(imageSize === 32 ? "cnn32" : "cnn48", { channels, width, latentSize }, ({ generator, critic }) => {
          expect(critic.countParams()).toBe(criticParams(imageSize, channels, width));
          expect(generator.countParams()).toBe(generatorParams(imageSize, channels, width, latentSize));
        });
      }),
      { numRuns: 20 },
    );
  });

  it("start from weights that the seed fixes and that lie in Glorot's range, for all seeds", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const weights = initialWeights(seed);
        expect(initialWeights(seed)).toEqual(weights);
        expect(initialWeights(seed === 0 ? 1 : seed - 1)).not.toEqual(weights);
        // First kernel, [3, 3, 3, 1]: fan in 27, fan out 9, limit √(6/36); float32 rounds up by at most one part in 2^24.
        const limit = Math.sqrt(6 / 36) * (1 + 2 ** -24);
        expect(Math.max(...(weights[0] ?? []).map(Math.abs))).toBeLessThanOrEqual(limit);
        expect(weights[1]).toEqual([0]);
      }),
      { numRuns: 20 },
    );
  });

  it("give every layer weights of its own, at any seed", () => {
    const weights = withPair("mlp", { seed: 1 }, ({ critic }) => weightsOf(critic));
    // Kernels of the second and the third hidden layer have one shape.
    expect(weights[2]?.length).toBe(weights[4]?.length);
    expect(weights[2]).not.toEqual(weights[4]);
  });
});
