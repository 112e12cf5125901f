/**
 * Metrics of generative models, each a value with its protocol.
 * @packageDocumentation
 */
export { effectiveRank } from "./effective-rank.ts";
export { collectFeatures, type CollectFeaturesOptions } from "./evaluation/collect-features.ts";
export { type FeatureSet, type FeatureSetInceptionScore } from "./evaluation/feature-set.ts";
export { type MetricName } from "./evaluation/metric-name.ts";
export { pointsExtractor } from "./evaluation/points-extractor.ts";
export { type SampleSource } from "./evaluation/sample-source.ts";
export { scoresOf, type ScoresOptions } from "./evaluation/scores-of.ts";
export {
  type ClassifierCard,
  type ClassifierRecipe,
  readClassifierCard,
} from "./extractors/classifier/classifier-card.ts";
export { classifierModel, type ClassifierModelOptions } from "./extractors/classifier/classifier-model.ts";
export { type ClassifierName, classifierNames } from "./extractors/classifier/classifier-name.ts";
export { encodeClassifier } from "./extractors/classifier/classifier-weights.ts";
export { loadClassifier } from "./extractors/classifier/load-classifier.ts";
export { ExtractorError } from "./extractors/extractor-error.ts";
export { type Extracted, type FeatureExtractor } from "./extractors/feature-extractor.ts";
export { type ExtractorDescription, readExtractorDescription } from "./extractors/inception/extractor-description.ts";
export { inceptionExtractor, type InceptionExtractorOptions } from "./extractors/inception/inception-extractor.ts";
export { type PixelRange } from "./extractors/inception/preprocess-pictures.ts";
export { compareScores, type ScoreComparison } from "./score/compare-scores.ts";
export { describeScore } from "./score/describe-score.ts";
export { type ExtractorCard, type Protocol } from "./score/protocol.ts";
export { type ScoreMismatch, ScoreMismatchError } from "./score/score-mismatch-error.ts";
export { type Score } from "./score/score.ts";
export { frechetDistance, type FrechetDistanceOptions } from "./frechet-distance.ts";
export {
  accumulateInceptionScore,
  inceptionScore,
  type InceptionScore,
  type InceptionScoreAccumulator,
  type InceptionScoreAccumulatorOptions,
  type InceptionScoreOptions,
} from "./inception-score.ts";
export { kernelDistance, type KernelDistance, type KernelDistanceOptions } from "./kernel-distance.ts";
export { kernelSpectra, type KernelSpectrum } from "./kernel-spectra.ts";
export { type LoadedLapack } from "./linear-algebra/find-lapack.ts";
export { type LinearAlgebra, type SquareRootFactor } from "./linear-algebra/linear-algebra.ts";
export { loadLapack } from "./linear-algebra/load-lapack.ts";
export { plainLinearAlgebra } from "./linear-algebra/plain-linear-algebra.ts";
export { modeCoverage, type ModeCoverage, type ModeCoverageOptions } from "./mode-coverage.ts";
export { type DensityCoverage, densityCoverage, type DensityCoverageOptions } from "./neighbours/density-coverage.ts";
export { type NeighbourScores, neighbourScores, type NeighbourScoresOptions } from "./neighbours/neighbour-scores.ts";
export { type PrecisionRecall, precisionRecall, type PrecisionRecallOptions } from "./neighbours/precision-recall.ts";
export { decodeSafetensors } from "./safetensors/decode-safetensors.ts";
export { encodeSafetensors } from "./safetensors/encode-safetensors.ts";
export {
  type SafetensorsArrays,
  type SafetensorsDtype,
  type SafetensorsFile,
  type SafeTensor,
  type TypedSafeTensor,
} from "./safetensors/safe-tensor.ts";
export { SafetensorsError } from "./safetensors/safetensors-error.ts";
export { singularValues } from "./singular-values.ts";
export { spectrumEntropy } from "./spectrum-entropy.ts";
export { accumulateStatistics, type StatisticsAccumulator } from "./statistics/accumulate-statistics.ts";
export { type FeatureStatistics } from "./statistics/feature-statistics.ts";
