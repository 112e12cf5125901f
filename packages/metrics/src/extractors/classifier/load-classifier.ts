import { sha256 } from "@lipschitz-gan/certificates";
import { ShapeError } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { ExtractorError } from "../extractor-error.ts";
import type { FeatureExtractor } from "../feature-extractor.ts";
import { readClassifierCard } from "./classifier-card.ts";
import { CLASSIFIER_SIDE, classifierLayers, classifierModel } from "./classifier-model.ts";
import { decodeClassifier } from "./classifier-weights.ts";

/**
 * Makes an extractor of a trained classifier: its features are the mean activations of the last convolution, its
 * probabilities the softmax of the logits.
 *
 * Pictures larger than 32 × 32 are cut to their centre: data sets pad theirs with black on all sides, so nothing is lost.
 *
 * @param weights - content of the file with the weights, such as `weights/mnist.safetensors` of this package
 * @param card - parsed content of the file beside it, such as `weights/mnist.json`
 * @param where - name of the files, for messages
 * @returns the extractor; the caller disposes it
 * @throws {@link ExtractorError} if the card is not one, or the weights are not those that it describes
 * @throws {@link SafetensorsError} if the weights are no safetensors file
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { readFile } from "node:fs/promises";
 * import { loadClassifier } from "@lipschitz-gan/metrics";
 *
 * const file = (name: string): URL => new URL(import.meta.resolve(`@lipschitz-gan/metrics/weights/${name}`));
 * const card: unknown = JSON.parse(await readFile(file("mnist.json"), "utf8"));
 * const extractor = await loadClassifier(await readFile(file("mnist.safetensors")), card, "mnist");
 * const { features, probabilities } = extractor.extract(tf.zeros([2, 32, 32, 1]));
 * features.shape; // => [2, 128]
 * probabilities?.shape; // => [2, 10]
 * extractor.card.name; // => "mnist"
 * extractor.dispose();
 * ```
 */
export async function loadClassifier(
  weights: Uint8Array,
  card: unknown,
  where = "loadClassifier",
): Promise<FeatureExtractor> {
  const { name, sha256: wanted, testAccuracy, channels, widths, nClasses } = readClassifierCard(card, where);
  const hash = await sha256(new Uint8Array(weights));
  if (hash !== wanted) {
    throw new ExtractorError(where, `the weights must have the card's SHA-256 ${wanted}`, hash, "get both files anew");
  }
  const model = classifierModel({ channels, widths, nClasses });
  decodeClassifier(model, weights, where);
  return classifierExtractor(model, { name, sha256: hash, accuracy: testAccuracy });
}

/**
 * Makes an extractor of a model from {@link classifierModel}.
 *
 * @param model - the classifier; disposed with the extractor
 * @param card - its name, hash and accuracy
 * @internal
 */
export function classifierExtractor(model: tfl.LayersModel, card: FeatureExtractor["card"]): FeatureExtractor {
  const outputs = [classifierLayers.features, classifierLayers.logits].map((name) => model.getLayer(name).output);
  const both = tfl.model({ inputs: model.inputs, outputs: outputs.flat() });
  const channels = model.inputs[0]?.shape[3] ?? 0;
  const [dimension = 0, nClasses = 0] = outputs.flat().map(({ shape }) => shape[1] ?? 0);
  const dispose = (): void => {
    model.dispose();
  };
  return {
    card,
    dimension,
    nClasses,
    resize: `centre ${CLASSIFIER_SIDE}x${CLASSIFIER_SIDE}, no resampling`,
    dtype: "float32",
    extract: (samples) => {
      const [features, probabilities] = tf.tidy(() => {
        const [means, logits] = both.apply(centre(samples, channels)) as [tf.Tensor2D, tf.Tensor2D];
        return [means, tf.softmax(logits)];
      });
      return { features, probabilities };
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function centre(samples: tf.Tensor, channels: number): tf.Tensor4D {
  const [n = 0, height = 0, width = 0] = samples.shape;
  const side = CLASSIFIER_SIDE;
  if (samples.rank !== 4 || height < side || width < side || samples.shape[3] !== channels) {
    throw new ShapeError("extractor", `[n, height >= ${side}, width >= ${side}, ${channels}]`, samples.shape);
  }
  const pictures = samples as tf.Tensor4D; // rank 4
  if (height === side && width === side) return pictures;
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  return tf.slice(pictures, [0, top, left, 0], [n, side, side, channels]);
}
