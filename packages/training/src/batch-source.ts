/** Where real samples come from; every data set of `@lipschitz-gan/data` is one. */
export interface BatchSource {
  /**
   * The real batch of one critic update.
   *
   * @param request - the batch size, the number of the update, and the run's seed
   * @returns `batchSize` samples one after the other, and their shape `[batchSize, ...sample]`
   */
  batch(request: { batchSize: number; step: number; seed: number }): {
    readonly values: Float32Array;
    readonly shape: readonly number[];
  };
}
