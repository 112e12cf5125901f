import type { BatchSource } from "../batch-source.ts";

/** Samples with their classes; every data set of `@lipschitz-gan/data` is one. */
export interface LabelledSource extends BatchSource {
  /** Number of samples, an integer >= 1. */
  readonly size: number;
  /** Number of classes, an integer >= 2. */
  readonly nClasses: number;
  /**
   * A batch with labels.
   *
   * @param request - the batch size, the number of the batch, and the run's seed
   * @returns samples one after the other, their shape `[batchSize, ...sample]`, and `batchSize` integers in `[0, nClasses)`
   */
  batch(request: { batchSize: number; step: number; seed: number }): {
    readonly values: Float32Array;
    readonly shape: readonly number[];
    readonly labels: Int32Array;
  };
}
