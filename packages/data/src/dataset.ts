/** What to draw: which batch, how large, in which run. */
export interface BatchRequest {
  /** Number of samples, an integer >= 1. */
  readonly batchSize: number;
  /** Number of the batch, an integer >= 0. */
  readonly step: number;
  /** The run's seed, an integer in `[0, 2^53)`. */
  readonly seed: number;
}

/** Some samples with their labels. */
export interface Batch {
  /** The samples one after the other, `batchSize × product(sampleShape)` numbers. */
  readonly values: Float32Array;
  /** `[batchSize, ...sampleShape]`. */
  readonly shape: readonly number[];
  /** The class or mode of each sample, `batchSize` integers in `[0, nClasses)`. */
  readonly labels: Int32Array;
}

/** One data set, ready to draw batches from. Pixels are scaled to [-1, 1] by `byte / 127.5 - 1`. */
export interface Dataset {
  /** Its name on the command line, such as `"mnist"`. */
  readonly name: string;
  /** `"image"` for pixels of shape `[height, width, channels]`, `"points"` for points in the plane. */
  readonly kind: "image" | "points";
  /** Shape of one sample: `[32, 32, 1]`, `[32, 32, 3]` or `[2]`. */
  readonly sampleShape: readonly number[];
  /** Number of samples; `Infinity` for a generator. */
  readonly size: number;
  /** Number of classes of the labels, or of modes of a mixture. */
  readonly nClasses: number;
  /** Where the samples come from, one line for the report. */
  readonly source: string;
  /**
   * Draws batch number `step` of the run with `seed`.
   *
   * The same request always gives the same bytes. For a set of finite size every epoch is a permutation without
   * replacement, and a batch that reaches the end of an epoch goes on in the next one, so that every sample is used.
   *
   * @param request - which batch
   * @returns a fresh batch; the caller owns its arrays
   * @throws RangeError if a number of the request is out of its range
   */
  batch(request: BatchRequest): Batch;
}

/** A distribution in the plane that is known in closed form, with the modes that a generator should find. */
export interface Mixture extends Dataset {
  /** The mode centres, in the order of the labels; empty where the distribution has no modes (Swiss roll). */
  readonly centers: readonly (readonly [number, number])[];
  /** Standard deviation of the normal noise per coordinate. */
  readonly std: number;
}
