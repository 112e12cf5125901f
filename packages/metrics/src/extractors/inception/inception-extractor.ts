import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { Extracted, FeatureExtractor } from "../feature-extractor.ts";
import { featureOutput } from "./feature-layer.ts";
import { PIXEL_RANGES, type PixelRange, preprocessPictures } from "./preprocess-pictures.ts";

/** Options of {@link inceptionExtractor}. */
export interface InceptionExtractorOptions {
  /** SHA-256 of the model, 64 hexadecimal digits, which every score prints. */
  readonly sha256: string;
  /** Its name, which scores bear; `"inception-v3"` unless given. */
  readonly name?: string;
  /** Share of the test set that it classifies right, in `[0, 1]`; `null`, for unknown, unless given. */
  readonly accuracy?: number | null;
  /** The layer whose output are the features; the last with 2048 of them unless given. An output of places is averaged. */
  readonly layer?: string;
  /** The range of pixels that it was trained on; `"inception"` unless given. */
  readonly pixels?: PixelRange;
  /** Height and width to which pictures are resized, where the model leaves it open; 299 unless given. */
  readonly size?: number;
}

/** Pictures that go through the network at once: eight of 299 × 299 need some hundreds of MB, and WASM has 4 GB in all. */
const CHUNK = 8;

/**
 * Features of pictures by a network of the user's, such as InceptionV3.
 *
 * Pictures with pixels in `[-1, 1]` are brought to `[0, 255]`, resized as TensorFlow 1's `resize_bilinear` does, and
 * brought to the network's own range; grey ones become three equal channels. The features are the output of a layer
 * inside; class probabilities come with them if the model itself ends in a softmax over classes.
 *
 * A value that is published as "FID" means one file of weights, which this package does not have. With any other weights
 * the value is another one, so scores bear the extractor's name and hash.
 *
 * @param model - a model with one input `[n, size, size, channels]` and one output; the extractor takes it over
 * @param options - its hash, and how pictures go in and features come out
 * @returns the extractor; its `dispose` frees the model
 * @throws RangeError if the model has other inputs or outputs, has no such layer, or an option is out of its range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { inceptionExtractor } from "@lipschitz-gan/metrics";
 *
 * const pool = tfl.layers.globalAveragePooling2d({ inputShape: [4, 4, 3], name: "pool" });
 * const model = tfl.sequential({ layers: [pool, tfl.layers.dense({ units: 5, activation: "softmax" })] });
 * const options = { sha256: "0".repeat(64), layer: "pool", pixels: "unit" } as const;
 * const extractor = inceptionExtractor(model, options);
 * [extractor.dimension, extractor.nClasses]; // => [3, 5]
 * const { features } = extractor.extract(tf.ones([2, 8, 8, 1]));
 * features.arraySync(); // => [[1, 1, 1], [1, 1, 1]]
 * extractor.dispose();
 * ```
 * @see Szegedy et al. (2016), Rethinking the Inception Architecture for Computer Vision, https://arxiv.org/abs/1512.00567
 * @see Heusel et al. (2017), section 4, https://arxiv.org/abs/1706.08500
 */
export function inceptionExtractor(model: tfl.LayersModel, options: InceptionExtractorOptions): FeatureExtractor {
  const { sha256, name = "inception-v3", accuracy = null, layer, pixels = "inception" } = options;
  checkOptions({ sha256, accuracy, pixels });
  const { size, channels } = inputOf(model, options.size);
  const { output, dimension } = featureOutput(model, layer);
  const nClasses = classesOf(model);
  const classes = nClasses > 0 ? model.outputs.slice(0, 1) : [];
  const network = tfl.model({ inputs: model.inputs, outputs: [output, ...classes] });

  const extractChunk = (pictures: tf.Tensor4D): tf.Tensor[] =>
    tf.tidy(() => {
      const results = network.predictOnBatch(preprocessPictures(pictures, { size, channels, pixels }));
      const [features, ...rest] = Array.isArray(results) ? results : [results];
      if (features === undefined) throw new Error("inceptionExtractor: expected the network to have an output");
      return [features.rank === 4 ? tf.mean(features, [1, 2]) : features, ...rest];
    });
  const extract = (samples: tf.Tensor): Extracted =>
    tf.tidy(() => {
      const pictures = checkPictures(samples, channels);
      const starts = Array.from({ length: Math.ceil(pictures.shape[0] / CHUNK) }, (_, i) => i * CHUNK);
      const chunks = starts.map((start) =>
        extractChunk(tf.slice(pictures, start, Math.min(CHUNK, pictures.shape[0] - start))),
      );
      // Of rank 2: the layer's output was checked, and that of softmax is.
      const joined = (index: number): tf.Tensor2D => tf.concat(chunks.map((chunk) => chunk[index] as tf.Tensor2D));
      return nClasses > 0 ? { features: joined(0), probabilities: joined(1) } : { features: joined(0) };
    });
  let isDisposed = false;
  const dispose = (): void => {
    if (!isDisposed) model.dispose();
    isDisposed = true;
  };
  return {
    card: { name, sha256, accuracy },
    dimension,
    nClasses,
    resize: `bilinear to ${size}x${size} as in TensorFlow 1 (reads at i * in / out, no antialiasing), then ${PIXEL_RANGES[pixels].formula}`,
    dtype: "float32",
    extract,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function checkOptions({ sha256, accuracy, pixels }: { sha256: string; accuracy: number | null; pixels: string }): void {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new RangeError(
      `inceptionExtractor: sha256 must be 64 hexadecimal digits, received ${JSON.stringify(sha256)}`,
    );
  }
  if (accuracy !== null && !(accuracy >= 0 && accuracy <= 1)) {
    throw new RangeError(`inceptionExtractor: accuracy must be in [0, 1] or null, received ${accuracy}`);
  }
  if (!Object.hasOwn(PIXEL_RANGES, pixels)) {
    const known = Object.keys(PIXEL_RANGES).join(", ");
    throw new RangeError(`inceptionExtractor: pixels must be one of ${known}, received ${JSON.stringify(pixels)}`);
  }
}

/** The size and the number of channels that the network takes. */
function inputOf(model: tfl.LayersModel, wanted: number | undefined): { size: number; channels: number } {
  const [input] = model.inputs;
  if (input === undefined || model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `inceptionExtractor: model ${model.name} must have one input and one output, received ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const [, height, width, channels] = input.shape;
  if (input.shape.length !== 4 || height !== width || typeof channels !== "number") {
    throw new RangeError(
      `inceptionExtractor: model ${model.name} must take pictures [n, size, size, channels], ` +
        `received an input of shape [${input.shape.map((length) => length ?? "n").join(", ")}]`,
    );
  }
  const size = wanted ?? height ?? 299;
  if (!(Number.isSafeInteger(size) && size >= 1) || size !== (height ?? size)) {
    throw new RangeError(
      `inceptionExtractor: size must be ${height ?? "an integer >= 1"}, which model ${model.name} takes, received ${size}`,
    );
  }
  return { size, channels };
}

/** The number of classes of the model's own output; 0 if that is no softmax. */
function classesOf(model: tfl.LayersModel): number {
  const [output] = model.outputs;
  const layer = output?.sourceLayer;
  const isSoftmax = layer?.getClassName() === "Softmax" || layer?.getConfig()["activation"] === "softmax";
  const count = output?.shape.at(-1);
  return isSoftmax && output?.rank === 2 && typeof count === "number" ? count : 0;
}

function checkPictures(samples: tf.Tensor, channels: number): tf.Tensor4D {
  const [count = 0, height = 0, width = 0, depth = 0] = samples.shape;
  const isTaken = samples.rank === 4 && Math.min(count, height, width) >= 1 && (depth === channels || depth === 1);
  if (!isTaken) {
    throw new RangeError(
      `inceptionExtractor: samples must be pictures [n, height, width, ${channels === 1 ? "1" : `1 or ${channels}`}] with n >= 1, ` +
        `received shape [${samples.shape.join(", ")}]`,
    );
  }
  return samples as tf.Tensor4D; // of rank 4
}
