/** The name of a data set on the command line. */
export type DatasetName = "mnist" | "fashion-mnist" | "cifar10" | "ring8" | "grid25" | "swiss-roll";

/**
 * The names of all data sets.
 *
 * @example
 * ```ts
 * import { datasetNames } from "@lipschitz-gan/data";
 *
 * datasetNames; // => ["mnist", "fashion-mnist", "cifar10", "ring8", "grid25", "swiss-roll"]
 * ```
 */
export const datasetNames: readonly DatasetName[] = [
  "mnist",
  "fashion-mnist",
  "cifar10",
  "ring8",
  "grid25",
  "swiss-roll",
];
