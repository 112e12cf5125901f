import type * as tf from "@tensorflow/tfjs-core";

/** Samples that are made or read batch by batch, so that never all of them are in memory. */
export interface SampleSource {
  /** How many samples there are, an integer >= 1. */
  readonly count: number;
  /**
   * The samples from number `from` on. Which sample has which number does not depend on the batches that are asked for.
   *
   * @param from - number of the first, an integer in `[0, count)`
   * @param size - how many, an integer in `[1, count - from]`
   * @returns a new tensor `[size, ...sampleShape]`, or a promise of it; the caller disposes it
   */
  batch(from: number, size: number): tf.Tensor | Promise<tf.Tensor>;
}
