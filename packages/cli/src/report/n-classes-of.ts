import { classifierNames, type ExtractorCard } from "@lipschitz-gan/metrics";

/** Each of the project's own classifiers tells this many classes apart. */
const nClasses = 10;

/**
 * How many classes an extractor knows, which its Inception Score cannot pass.
 *
 * @param extractor - its card
 * @returns nothing for extractors that are not the project's own
 */
export function nClassesOf({ name }: ExtractorCard): number | undefined {
  return classifierNames.some((own) => own === name) ? nClasses : undefined;
}
