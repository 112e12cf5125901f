/** A data set for which this package ships a classifier. */
export type ClassifierName = "mnist" | "fashion-mnist" | "cifar10";

/**
 * The data sets for which this package ships a classifier, as `weights/<name>.safetensors` with `weights/<name>.json`.
 *
 * @example
 * ```ts
 * import { classifierNames } from "@lipschitz-gan/metrics";
 *
 * classifierNames; // => ["mnist", "fashion-mnist", "cifar10"]
 * ```
 */
export const classifierNames: readonly ClassifierName[] = ["mnist", "fashion-mnist", "cifar10"];
