import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { inceptionExtractor, type InceptionExtractorOptions } from "@lipschitz-gan/metrics";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const sha256 = "ab".repeat(32);
const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

interface Shape {
  readonly size?: number | null;
  readonly channels?: number;
  readonly filters?: number;
  readonly hidden?: number;
  readonly activation?: "softmax" | "relu";
}

const through = (x: Symbolic, layer: tfl.layers.Layer): Symbolic => layer.apply(x) as Symbolic;

/** In the manner of InceptionV3: convolutions with batch norm, an average over places, classes. */
function network({
  size = 6,
  channels = 3,
  filters = 2048,
  hidden: units = 7,
  activation = "softmax",
}: Shape = {}): tfl.LayersModel {
  const input = tfl.input({ shape: [size, size, channels], name: "pictures" });
  const conv = through(
    input,
    layers.conv2d({ name: "conv", filters, kernelSize: 1, kernelInitializer: "glorotNormal" }),
  );
  const mixed = through(conv, layers.batchNormalization({ name: "mixed" }));
  const pool = through(mixed, layers.globalAveragePooling2d({ name: "pool" }));
  const hidden = through(
    through(pool, layers.dropout({ name: "drop", rate: 0.5 })),
    layers.dense({ name: "hidden", units }),
  );
  return tfl.model({
    inputs: input,
    outputs: through(hidden, layers.dense({ name: "classes", units: 5, activation })),
  });
}

/** Pictures of numbers in [-1, 1] in no order. */
function samples(count: number, channels: number = 3, size: number = 4): tf.Tensor4D {
  const length = count * size * size * channels;
  return tf.tensor4d(
    Float32Array.from({ length }, (_, i) => ((i * 7919) % 257) / 128 - 1),
    [count, size, size, channels],
  );
}

const extractorOf = (
  model: tfl.LayersModel,
  options: Partial<InceptionExtractorOptions> = {},
): ReturnType<typeof inceptionExtractor> => inceptionExtractor(model, { sha256, ...options });

describe("inceptionExtractor", () => {
  it("takes the last layer with 2048 features, and the classes of a softmax", () => {
    const model = network();
    const extractor = extractorOf(model);
    expect(extractor.card).toEqual({ name: "inception-v3", sha256, accuracy: null });
    expect([extractor.dimension, extractor.nClasses, extractor.dtype]).toEqual([2048, 5, "float32"]);
    expect(extractor.resize).toBe(
      "bilinear to 6x6 as in TensorFlow 1 (reads at i * in / out, no antialiasing), then (v - 128) / 128",
    );
    const { features, probabilities } = extractor.extract(samples(2));
    expect([features.shape, probabilities?.shape]).toEqual([
      [2, 2048],
      [2, 5],
    ]);
    // A softmax of 5 is a quotient by a sum of 5: a few roundings each.
    for (const sum of tf.sum(probabilities!, 1).dataSync())
      expect(Math.abs(sum - 1)).toBeLessThanOrEqual(16 * 2 ** -24);
    extractor.dispose();
  });

  it("computes what the layers do one after the other", () => {
    const model = network({ filters: 3 });
    const extractor = extractorOf(model, { layer: "pool", pixels: "unit" });
    const pictures = samples(2, 3, 6);
    const [kernel, bias] = model.getLayer("conv").getWeights();
    // Batch norm at the start has mean 0 and variance 1, and divides by sqrt(1 + 1e-3).
    const values = tf.div(tf.add(pictures, 1), 2).dataSync();
    const [k, b] = [kernel!.dataSync(), bias!.dataSync()];
    const { features } = extractor.extract(pictures);
    for (const [i, got] of features.dataSync().entries()) {
      const [n, c] = [Math.floor(i / 3), i % 3];
      let sum = 0;
      let size = 0;
      for (let place = 0; place < 36; place++) {
        const terms = [0, 1, 2].map(
          (channel) => (values[(n * 36 + place) * 3 + channel] ?? NaN) * (k[channel * 3 + c] ?? NaN),
        );
        sum += terms.reduce((x, y) => x + y, b[c] ?? NaN);
        size += terms.reduce((x, y) => x + Math.abs(y), 0);
      }
      const want = sum / 36 / Math.sqrt(1.001);
      // 4 for the pixels, 4 for a product of three, 6 for batch norm, 37 for the mean, each of the terms' mean size.
      expect(Math.abs(got - want)).toBeLessThanOrEqual((51 * 2 ** -24 * size) / 36);
    }
    extractor.dispose();
  });

  it("averages the output of a layer over places", () => {
    const model = network({ filters: 3 });
    const places = extractorOf(model, { layer: "mixed" });
    const averaged = extractorOf(model, { layer: "pool" });
    const [a, b] = [places, averaged].map((extractor) => extractor.extract(samples(3)).features.dataSync());
    expect(a).toEqual(b);
    expect(places.dimension).toBe(3);
    places.dispose();
  });

  it("averages by itself where only a layer with places has 2048 features", () => {
    const full = network();
    const model = tfl.model({ inputs: full.inputs, outputs: full.getLayer("mixed").output });
    const extractor = extractorOf(model);
    expect([extractor.dimension, extractor.nClasses]).toEqual([2048, 0]);
    expect(extractor.extract(samples(1))).not.toHaveProperty("probabilities");
    full.dispose();
  });

  it("takes the last one where several have 2048 features", () => {
    const model = network({ hidden: 2048 });
    const [first, last] = [extractorOf(model, { layer: "pool" }), extractorOf(model, { layer: "hidden" })];
    const [pooled, hidden, byItself] = [first, last, extractorOf(model)].map((extractor) =>
      Array.from(extractor.extract(samples(1)).features.dataSync()),
    );
    expect(byItself).toEqual(hidden);
    expect(byItself).not.toEqual(pooled);
    model.dispose();
  });

  it("gives no probabilities where the output is no softmax, and knows one that is a layer", () => {
    expect(extractorOf(network({ activation: "relu" })).nClasses).toBe(0);
    const input = tfl.input({ shape: [2, 2, 1] });
    const pool = layers.globalAveragePooling2d({ name: "pool" }).apply(input);
    for (const layer of [layers.softmax(), layers.activation({ activation: "softmax" })]) {
      const model = tfl.model({
        inputs: input,
        outputs: layer.apply(layers.dense({ units: 4 }).apply(pool)) as Symbolic,
      });
      expect(extractorOf(model, { layer: "pool" }).nClasses).toBe(4);
    }
  });

  it("takes grey pictures as three equal channels, of any size, and resizes to 299 where the model leaves it open", () => {
    const extractor = extractorOf(network({ filters: 2, size: null }), { layer: "pool", size: 5 });
    const grey = samples(2, 1, 7);
    const [one, three] = [grey, tf.tile(grey, [1, 1, 1, 3])].map((x) => extractor.extract(x).features.dataSync());
    expect(one).toEqual(three);
    expect(extractorOf(network({ size: null })).resize).toMatch(/^bilinear to 299x299 /);
  });

  it("gives a sample the same features whatever comes with it, and however many", () => {
    const extractor = extractorOf(network({ filters: 4 }), { layer: "pool" });
    const all = samples(19);
    const { features, probabilities } = extractor.extract(all);
    expect([features.shape, probabilities?.shape]).toEqual([
      [19, 4],
      [19, 5],
    ]);
    const alone = Array.from({ length: 19 }, (_, i) => extractor.extract(tf.slice(all, i, 1)));
    expect(Array.from(features.dataSync())).toEqual(alone.flatMap((one) => Array.from(one.features.dataSync())));
    expect(Array.from(probabilities!.dataSync())).toEqual(
      alone.flatMap((one) => Array.from(one.probabilities!.dataSync())),
    );
    extractor.dispose();
  });

  it("copies no weights, leaks nothing, and frees the model once", () => {
    const model = network({ filters: 4 });
    const before = tf.memory().numTensors;
    const extractor = extractorOf(model, { layer: "pool" });
    expect(tf.memory().numTensors).toBe(before);
    const pictures = samples(9);
    const extracted = extractor.extract(pictures);
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([extracted.features, extracted.probabilities!, pictures]);
    const weights = model.weights.length;
    extractor.dispose();
    extractor.dispose();
    expect(tf.memory().numTensors).toBe(before - weights);
  });

  it.each<[string, Partial<InceptionExtractorOptions>, RegExp]>([
    ["a hash of another form", { sha256: "AB".repeat(32) }, /sha256 must be 64 hexadecimal digits/],
    ["an accuracy beyond 1", { accuracy: 78 }, /accuracy must be in \[0, 1\] or null, received 78/],
    [
      "an unknown range",
      { pixels: "byte" as "unit" },
      /pixels must be one of inception, signed, unit, received "byte"/,
    ],
    ["another size than the model's", { size: 299 }, /size must be 6, which model \S+ takes, received 299/],
    [
      "an unknown layer",
      { layer: "pol" },
      /layer must be one of model \S+, received "pol"; its last ones are .*, classes$/,
    ],
  ])("refuses %s", (_what, options, message) => {
    const model = network();
    expect(() => extractorOf(model, options)).toThrow(RangeError);
    expect(() => extractorOf(model, options)).toThrow(message);
    model.dispose();
  });

  it("refuses models of other inputs and outputs, or without such features", () => {
    const input = tfl.input({ shape: [4, 4, 3] });
    const flat = layers.flatten({ name: "flat" }).apply(input) as Symbolic;
    const rest = layers.reshape({ targetShape: [12, 4] }).apply(flat) as Symbolic;
    const both = tfl.model({ inputs: input, outputs: [flat, rest] });
    expect(() => extractorOf(both)).toThrow(/must have one input and one output, received 1 and 2/);
    const points = tfl.sequential({ layers: [layers.dense({ units: 2048, inputShape: [2] })] });
    expect(() => extractorOf(points)).toThrow(/must take pictures .* received an input of shape \[n, 2\]/);
    const oblong = tfl.sequential({ layers: [layers.flatten({ inputShape: [4, 5, 3] })] });
    expect(() => extractorOf(oblong)).toThrow(/\[n, 4, 5, 3\]/);
    expect(() => extractorOf(network({ filters: 64 }))).toThrow(
      /must put out 2048 features, received none; name the layer/,
    );
    const sequence = tfl.sequential({
      layers: [layers.reshape({ name: "rows", targetShape: [4, 12], inputShape: [4, 4, 3] })],
    });
    expect(() => extractorOf(sequence, { layer: "rows" })).toThrow(
      /layer rows must have shape .* received \[n, 4, 12\]/,
    );
  });

  it.each([
    ["points", [2, 6]],
    ["two channels", [2, 4, 4, 2]],
    ["no pictures", [0, 4, 4, 3]],
    ["pictures of no height", [2, 0, 4, 3]],
  ])("refuses %s", (_what, shape) => {
    const extractor = extractorOf(network({ filters: 2 }), { layer: "pool" });
    expect(() => extractor.extract(tf.zeros(shape))).toThrow(
      `samples must be pictures [n, height, width, 1 or 3] with n >= 1, received shape [${shape.join(", ")}]`,
    );
    extractor.dispose();
  });
});
