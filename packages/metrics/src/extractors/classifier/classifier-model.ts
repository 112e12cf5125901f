import { createRng } from "@lipschitz-gan/core";
import * as tfl from "@tensorflow/tfjs-layers";

/** Side of the pictures that the classifiers take, in pixels. */
export const CLASSIFIER_SIDE = 32;

/** Layers whose outputs are used: the features, and the logits made of them. */
export const classifierLayers = { features: "extractor_features", logits: "extractor_logits" } as const;

/** Options of {@link classifierModel}. */
export interface ClassifierModelOptions {
  /** Channels of the pictures: 1 or 3. */
  readonly channels: number;
  /** Output channels of each convolution, integers >= 1, 1 to 5 of them; the last is the number of features. */
  readonly widths: readonly number[];
  /** Number of classes, an integer >= 2; 10 unless given. */
  readonly nClasses?: number;
  /** Seed of the initial weights, an integer in `[0, 2^53)`; 0 unless given. */
  readonly seed?: number;
}

/**
 * A small classifier of 32 × 32 pictures: 3 × 3 convolutions with ReLU, a 2 × 2 maximum after each but the last, the
 * mean over the picture (the features), and one dense layer (the logits).
 *
 * It has no normalisation across a batch, so what it says of a picture does not depend on the others. Initial weights
 * are He normal, biases 0.
 *
 * @param options - channels, widths, classes and seed
 * @returns a model from `[n, 32, 32, channels]` to logits `[n, nClasses]`; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { classifierModel } from "@lipschitz-gan/metrics";
 *
 * const model = classifierModel({ channels: 1, widths: [4, 8] });
 * model.countParams(); // => 426
 * model.dispose();
 * ```
 * @see He et al. (2015), Delving Deep into Rectifiers, section 2.2 (initial weights), https://arxiv.org/abs/1502.01852
 * @see Lin, Chen & Yan (2014), Network In Network, section 3.2 (mean over the picture), https://arxiv.org/abs/1312.4400
 */
export function classifierModel({
  channels,
  widths,
  nClasses = 10,
  seed = 0,
}: ClassifierModelOptions): tfl.LayersModel {
  check("channels", channels, 1, 3);
  check("the number of widths", widths.length, 1, 5);
  for (const width of widths) check("each of widths", width, 1, 4096);
  check("nClasses", nClasses, 2, 100_000);
  const rng = createRng(seed);
  const initial = (name: string): ReturnType<typeof tfl.initializers.heNormal> =>
    tfl.initializers.heNormal({ seed: rng.stream(`initial weights of ${name}`).int(2 ** 31) });
  const model = tfl.sequential({ name: "extractor" });
  model.add(
    tfl.layers.inputLayer({ name: "extractor_input", inputShape: [CLASSIFIER_SIDE, CLASSIFIER_SIDE, channels] }),
  );
  for (const [i, filters] of widths.entries()) {
    const name = `extractor_conv${i + 1}`;
    const kernel = { kernelSize: 3, padding: "same", activation: "relu", kernelInitializer: initial(name) } as const;
    model.add(tfl.layers.conv2d({ name, filters, ...kernel }));
    if (i < widths.length - 1) model.add(tfl.layers.maxPooling2d({ name: `extractor_pool${i + 1}`, poolSize: 2 }));
  }
  const { features, logits } = classifierLayers;
  model.add(tfl.layers.globalAveragePooling2d({ name: features }));
  model.add(tfl.layers.dense({ name: logits, units: nClasses, kernelInitializer: initial(logits) }));
  return model;
}

function check(name: string, value: number, least: number, most: number): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most)) {
    throw new RangeError(`classifierModel: ${name} must be an integer in [${least}, ${most}], received ${value}`);
  }
}
