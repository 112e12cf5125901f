/** Which network turned samples into features. */
export interface ExtractorCard {
  /** Its name, which scores bear: `"mnist"`, `"cifar10"`, `"inception-v3"`; `"points"` where samples are their own features. */
  readonly name: string;
  /** SHA-256 of its weights, 64 hexadecimal digits; `null` where there are none. */
  readonly sha256: string | null;
  /** Share of the test set that it classifies right, in `[0, 1]`; `null` where it is not known. */
  readonly accuracy: number | null;
}

/** How a score was measured. Two scores can be compared only if all of it is the same. */
export interface Protocol {
  /** Name of the data set of the real samples. */
  readonly dataset: string;
  /** Number of real samples; 0 for a score that uses none. */
  readonly nReal: number;
  /** The split that the real samples are from; `"none"` for a score that uses none. */
  readonly split: "train" | "test" | "none";
  /** Number of samples that are scored. */
  readonly nFake: number;
  /** Seed of the samples and of the choice of subsets. */
  readonly seed: number;
  /** What is done to a sample before the extractor sees it, such as `"none"`. */
  readonly resize: string;
  /** The type of the features' numbers. The score itself is computed in float64. */
  readonly dtype: string;
  /** What computed the features. */
  readonly extractor: ExtractorCard;
  /** The metric's own parameters, such as `{ splits: 10 }`. */
  readonly parameters: Readonly<Record<string, number>>;
}
