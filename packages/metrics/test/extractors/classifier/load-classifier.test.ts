import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { sha256 } from "@lipschitz-gan/certificates";
import {
  type ClassifierCard,
  classifierModel,
  decodeSafetensors,
  encodeClassifier,
  encodeSafetensors,
  type FeatureExtractor,
  loadClassifier,
  type SafetensorsFile,
} from "@lipschitz-gan/metrics";

let backend: StartedBackend;
beforeAll(async () => {
  backend = await startBackend("wasm", { threads: 1 });
});
afterAll(() => backend.stop());

const widths = [3, 4];
const recipe = {
  command: "by hand",
  version: "0.0.0",
  nTrain: 1,
  epochs: 1,
  batchSize: 1,
  learningRate: 1,
  shift: 0,
  mirror: false,
  seed: 0,
  backend: "none",
  seconds: 1,
};

async function cardOf(bytes: Uint8Array, changes: Partial<ClassifierCard> = {}): Promise<ClassifierCard> {
  const hash = await sha256(new Uint8Array(bytes));
  const fields = { name: "tiny", sha256: hash, testAccuracy: 0.5, nTest: 4, channels: 2, widths, nClasses: 3 };
  return { ...fields, recipe, ...changes };
}

const tiny = (): tfl.LayersModel => classifierModel({ channels: 2, widths, nClasses: 3, seed: 5 });

async function tinyExtractor(): Promise<FeatureExtractor> {
  const bytes = await encodeClassifier(tiny());
  return loadClassifier(bytes, await cardOf(bytes), "tiny");
}

const pictures = (seed: number, n: number): tf.Tensor4D => tf.randomUniform([n, 32, 32, 2], -1, 1, "float32", seed);

/** The network in float64 by its definition: 3 × 3 convolution with zeros around, ReLU, 2 × 2 maximum, again without it, mean, dense. */
function byDefinition(picture: Float32Array, { tensors }: SafetensorsFile): { features: number[]; logits: number[] } {
  const of = (name: string): ArrayLike<number> => tensors[name]?.values as Float32Array;
  const conv = (x: ArrayLike<number>, side: number, inner: number, name: string, outer: number): Float64Array => {
    const [kernel, bias] = [of(`${name}/kernel`), of(`${name}/bias`)];
    const y = new Float64Array(side * side * outer);
    for (let r = 0; r < side; r++)
      for (let c = 0; c < side; c++)
        for (let o = 0; o < outer; o++) {
          let sum = bias[o] ?? Number.NaN;
          for (let i = 0; i < 9 * inner; i++) {
            const [row, column] = [r + Math.floor(i / (3 * inner)) - 1, c + (Math.floor(i / inner) % 3) - 1];
            if (row < 0 || row >= side || column < 0 || column >= side) continue;
            sum +=
              (x[(row * side + column) * inner + (i % inner)] ?? Number.NaN) * (kernel[i * outer + o] ?? Number.NaN);
          }
          y[(r * side + c) * outer + o] = Math.max(0, sum);
        }
    return y;
  };
  const first = conv(picture, 32, 2, "extractor_conv1", 3);
  const pooled = Float64Array.from({ length: 16 * 16 * 3 }, (_, i) => {
    const [r, c, o] = [Math.floor(i / 48), Math.floor(i / 3) % 16, i % 3] as const;
    const near = [0, 1].flatMap((a) => [0, 1].map((b) => first[((2 * r + a) * 32 + 2 * c + b) * 3 + o] ?? Number.NaN));
    return Math.max(...near);
  });
  const second = conv(pooled, 16, 3, "extractor_conv2", 4);
  const features = [0, 1, 2, 3].map((o) =>
    second.reduce((sum, value, i) => (i % 4 === o ? sum + value / 256 : sum), 0),
  );
  const [dense, bias] = [of("extractor_logits/kernel"), of("extractor_logits/bias")];
  const logits = [0, 1, 2].map((k) =>
    features.reduce((sum, value, j) => sum + value * (dense[j * 3 + k] ?? Number.NaN), bias[k] ?? Number.NaN),
  );
  return { features, logits };
}

describe("loadClassifier", () => {
  it("computes the network's features and probabilities, as its definition in float64 does", async () => {
    const extractor = await tinyExtractor();
    const file = decodeSafetensors(await encodeClassifier(tiny()));
    const batch = pictures(1, 3);
    const { features, probabilities } = extractor.extract(batch);
    const size = 32 * 32 * 2;
    for (const i of [0, 1, 2]) {
      const wanted = byDefinition(batch.dataSync<"float32">().slice(i * size, (i + 1) * size), file);
      const made = features.arraySync()[i] ?? [];
      const sum = wanted.logits.reduce((total, logit) => total + Math.exp(logit), 0);
      // Forward error of 2 convolutions of at most 27 terms and a mean of 256 in float32, relative to sums of magnitudes,
      // which are below 40 here: pixels within 1, kernels He normal of 18 and 27 entries.
      const allowed = (27 + 27 + 256) * 2 ** -24 * 40;
      for (const [j, value] of wanted.features.entries())
        expect(Math.abs((made[j] ?? Number.NaN) - value)).toBeLessThanOrEqual(allowed);
      for (const [k, logit] of wanted.logits.entries()) {
        const share = probabilities?.arraySync()[i]?.[k] ?? Number.NaN;
        expect(Math.abs(share - Math.exp(logit) / sum)).toBeLessThanOrEqual(8 * allowed);
      }
    }
    expect(extractor).toMatchObject({ dimension: 4, nClasses: 3, dtype: "float32" });
    expect(extractor.card).toMatchObject({ name: "tiny", accuracy: 0.5 });
  });

  it("cuts larger pictures to their centre", async () => {
    const extractor = await tinyExtractor();
    const small = pictures(2, 2);
    const padded = tf.pad(
      small,
      [
        [0, 0],
        [8, 8],
        [8, 8],
        [0, 0],
      ],
      -1,
    );
    const [one, other] = [small, padded].map((batch) => extractor.extract(batch).features.dataSync());
    expect(other).toEqual(one);
  });

  it("leaves no tensors behind", async () => {
    const { numTensors } = tf.memory();
    const extractor = await tinyExtractor();
    const batch = pictures(3, 2);
    const { features, probabilities } = extractor.extract(batch);
    tf.dispose([batch, features]);
    probabilities?.dispose();
    extractor.dispose();
    // The helper's own model, which wrote the weights, is still there.
    expect(tf.memory().numTensors).toBe(numTensors + 6);
  });

  it("refuses pictures of other channels, smaller ones, and points", async () => {
    const extractor = await tinyExtractor();
    for (const shape of [
      [1, 32, 32, 1],
      [1, 31, 32, 2],
      [2, 2],
      [32, 32, 2],
    ]) {
      expect(() => extractor.extract(tf.zeros(shape))).toThrow(/extractor: .*\[n, height >= 32, width >= 32, 2\]/);
    }
  });

  it("refuses weights that are not the card's, or not the network's", async () => {
    const bytes = await encodeClassifier(tiny());
    const card = await cardOf(bytes);
    await expect(loadClassifier(bytes, { ...card, sha256: "0".repeat(64) }, "tiny")).rejects.toThrow(
      /^tiny: the weights must have the card's SHA-256 0{64}, received [0-9a-f]{64}; get both files anew$/,
    );
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { "extractor_conv1/bias": bias, ...without } = tensors;
    const variants: readonly [Partial<typeof tensors>, RegExp][] = [
      [without, /must hold a tensor extractor_conv1\/bias, received none/],
      [{ ...tensors, more: bias }, /must hold the classifier's tensors only, received more/],
      [
        { ...tensors, "extractor_conv1/bias": { dtype: "F32", shape: [3, 1], values: Float32Array.of(1, 2, 3) } },
        /extractor_conv1\/bias must be of shape \[3\] and at most 32 bits, received F32 \[3, 1\]/,
      ],
      [
        { ...tensors, "extractor_conv1/bias": { dtype: "F64", shape: [3], values: Float64Array.of(1, 2, 3) } },
        /at most 32 bits, received F64 \[3\]/,
      ],
      [
        { ...tensors, "extractor_conv1/bias": { dtype: "F32", shape: [3], values: Float32Array.of(1, Number.NaN, 3) } },
        /extractor_conv1\/bias must be finite, received NaN at 1/,
      ],
    ];
    for (const [changed, message] of variants) {
      const file = encodeSafetensors({ tensors: changed as typeof tensors, metadata });
      await expect(loadClassifier(file, await cardOf(file), "tiny")).rejects.toThrow(message);
    }
    await expect(loadClassifier(bytes.slice(0, 20), await cardOf(bytes.slice(0, 20)), "tiny")).rejects.toThrow(
      /safetensors/i,
    );
  });

  it("refuses a card with any field missing or of the wrong kind, and names it", async () => {
    const bytes = await encodeClassifier(tiny());
    const card = await cardOf(bytes);
    const fields = [
      ...Object.keys(card).filter((key) => key !== "recipe"),
      ...Object.keys(recipe).map((key) => `recipe.${key}`),
    ];
    const wrong = fc.constantFrom(undefined, null, {}, [], Number.NaN, -1, "");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), wrong, async (field, value) => {
        const key = field.replace("recipe.", "");
        const changed = field === key ? { ...card, [key]: value } : { ...card, recipe: { ...recipe, [key]: value } };
        await expect(loadClassifier(bytes, changed, "tiny.json")).rejects.toThrow(`tiny.json: ${field} must be`);
      }),
    );
    for (const value of [null, 3, "card", []]) {
      await expect(loadClassifier(bytes, value, "tiny.json")).rejects.toThrow("tiny.json: the card must be an object");
    }
  });

  it("says of a picture the same in every batch", async () => {
    const extractor = await tinyExtractor();
    const all = pictures(4, 12);
    const whole = extractor.extract(all).features.arraySync();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 12 }), (from, length) => {
        const count = Math.min(length, 12 - from);
        const part = extractor.extract(tf.slice(all, [from, 0, 0, 0], [count, 32, 32, 2])).features.arraySync();
        // The convolutions may sum in another order for another batch size: a few roundings of sums of magnitudes below 40.
        const allowed = 2 * (27 + 27 + 256) * 2 ** -24 * 40;
        for (const [i, row] of part.entries())
          for (const [j, value] of row.entries())
            expect(Math.abs(value - (whole[from + i]?.[j] ?? Number.NaN))).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

describe("classifierModel", () => {
  it("has other initial weights for another seed, the same for the same", async () => {
    const [one, again] = [await encodeClassifier(tiny()), await encodeClassifier(tiny())];
    expect(again).toEqual(one);
    expect(await encodeClassifier(classifierModel({ channels: 2, widths, nClasses: 3, seed: 6 }))).not.toEqual(one);
  });

  it("refuses sizes out of range", () => {
    const good = { channels: 1, widths: [2] };
    expect(() => classifierModel({ ...good, channels: 4 })).toThrow(
      /channels must be an integer in \[1, 3\], received 4/,
    );
    expect(() => classifierModel({ ...good, widths: [] })).toThrow(/the number of widths must be .* received 0/);
    expect(() => classifierModel({ ...good, widths: [1, 2, 3, 4, 5, 6] })).toThrow(/received 6/);
    expect(() => classifierModel({ ...good, widths: [0.5] })).toThrow(/each of widths must be .* received 0.5/);
    expect(() => classifierModel({ ...good, nClasses: 1 })).toThrow(/nClasses must be .* received 1/);
  });
});
