/**
 * Metrics of generative models, each a value with its protocol.
 * @packageDocumentation
 */
export { effectiveRank } from "./effective-rank.ts";
export { modeCoverage, type ModeCoverage, type ModeCoverageOptions } from "./mode-coverage.ts";
export { singularValues } from "./singular-values.ts";
