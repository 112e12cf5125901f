import type { Dataset } from "@lipschitz-gan/data";
import type { FeatureExtractor } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";

const BATCH = 250;

/**
 * The share of a data set's samples that an extractor classifies right, each sample counted once.
 *
 * @param extractor - a classifier of the data set's classes
 * @param data - pictures with labels, of finite size
 */
export async function testAccuracy(extractor: FeatureExtractor, data: Dataset): Promise<number> {
  let right = 0;
  for (let from = 0; from < data.size; from += BATCH) {
    const count = Math.min(BATCH, data.size - from);
    // A batch starts at a multiple of its own size; what goes beyond the end of the epoch is left out below.
    const { values, shape, labels } = data.batch({ batchSize: BATCH, step: from / BATCH, seed: 0 });
    const guesses = tf.tidy(() => {
      const { probabilities } = extractor.extract(tf.tensor(values, [...shape]));
      return tf.argMax(probabilities ?? tf.zeros([BATCH, 1]), -1);
    });
    const guessed = await guesses.data();
    guesses.dispose();
    right += labels.slice(0, count).filter((label, i) => label === guessed[i]).length;
  }
  return right / data.size;
}
