import type { Mutant } from "../mutant.ts";
import { absoluteEigenvalues } from "./absolute-eigenvalues.ts";
import { acrossCountedOnce } from "./across-counted-once.ts";
import { acrossWithoutDiagonal } from "./across-without-diagonal.ts";
import { belowZero } from "./below-zero.ts";
import { biasedOnOneSide } from "./biased-on-one-side.ts";
import { cityBlockDistances } from "./city-block-distances.ts";
import { classesWeighted } from "./classes-weighted.ts";
import { comparesText } from "./compares-text.ts";
import { countsItself } from "./counts-itself.ts";
import { covarianceInFloat32 } from "./covariance-in-float32.ts";
import { covarianceRounded } from "./covariance-rounded.ts";
import { coverageOfGeneratedSamples } from "./coverage-of-generated-samples.ts";
import { densityCutOff } from "./density-cut-off.ts";
import { densityNotDivided } from "./density-not-divided.ts";
import { deviationBySquares } from "./deviation-by-squares.ts";
import { deviationsAdded } from "./deviations-added.ts";
import { diagonalOnly } from "./diagonal-only.ts";
import { differenceWithoutSign } from "./difference-without-sign.ts";
import { discrepancyCutOff } from "./discrepancy-cut-off.ts";
import { discrepancyRooted } from "./discrepancy-rooted.ts";
import { distanceNotSquared } from "./distance-not-squared.ts";
import { distancesByProducts } from "./distances-by-products.ts";
import { distancesInFloat32 } from "./distances-in-float32.ts";
import { divergenceInBits } from "./divergence-in-bits.ts";
import { dividedByTheDimension } from "./divided-by-the-dimension.ts";
import { dropsLastBatch } from "./drops-last-batch.ts";
import { entropyAlone } from "./entropy-alone.ts";
import { entropyInBits } from "./entropy-in-bits.ts";
import { equalSamplesApart } from "./equal-samples-apart.ts";
import { factorsOfOneBasis } from "./factors-of-one-basis.ts";
import { firstGeneratedSamples } from "./first-generated-samples.ts";
import { float32Sums } from "./float32-sums.ts";
import { generatedSetDoubled } from "./generated-set-doubled.ts";
import { ignoresMoreParameters } from "./ignores-more-parameters.ts";
import { ignoresTheCount } from "./ignores-the-count.ts";
import { ignoresTheHash } from "./ignores-the-hash.ts";
import { ignoresTheResizing } from "./ignores-the-resizing.ts";
import { ignoresTheSeed } from "./ignores-the-seed.ts";
import { interleavedSplits } from "./interleaved-splits.ts";
import { jitteredCovariance } from "./jittered-covariance.ts";
import { kernelInFloat32 } from "./kernel-in-float32.ts";
import { kernelNotDivided } from "./kernel-not-divided.ts";
import { kernelSquared } from "./kernel-squared.ts";
import { kernelWithDiagonal } from "./kernel-with-diagonal.ts";
import { kernelWithoutOne } from "./kernel-without-one.ts";
import { lastRowsForgotten } from "./last-rows-forgotten.ts";
import { logarithmOfABitMore } from "./logarithm-of-a-bit-more.ts";
import { lowerIsAlwaysBetter } from "./lower-is-always-better.ts";
import { marginalOfAll } from "./marginal-of-all.ts";
import { meanOfBatchMeans } from "./mean-of-batch-means.ts";
import { meanOfExponentials } from "./mean-of-exponentials.ts";
import { meansAlone } from "./means-alone.ts";
import { meansNotSquared } from "./means-not-squared.ts";
import { nanIsNeverNear } from "./nan-is-never-near.ts";
import { nanRowsSkipped } from "./nan-rows-skipped.ts";
import { offsetOfAMillionth } from "./offset-of-a-millionth.ts";
import { oneNeighbourMore } from "./one-neighbour-more.ts";
import { oneNumberOfNeighbours } from "./one-number-of-neighbours.ts";
import { oneSampleIsEnough } from "./one-sample-is-enough.ts";
import { openBalls } from "./open-balls.ts";
import { pooledCovariance } from "./pooled-covariance.ts";
import { populationCovariance } from "./population-covariance.ts";
import { precisionAndRecallExchanged } from "./precision-and-recall-exchanged.ts";
import { productEigenvalues } from "./product-eigenvalues.ts";
import { radiusNotSquared } from "./radius-not-squared.ts";
import { rankByCounting } from "./rank-by-counting.ts";
import { rankOfSquares } from "./rank-of-squares.ts";
import { recallByRealBalls } from "./recall-by-real-balls.ts";
import { restOfSplitsDropped } from "./rest-of-splits-dropped.ts";
import { reversedDivergence } from "./reversed-divergence.ts";
import { rootCountedOnce } from "./root-counted-once.ts";
import { rowsAndColumnsExchanged } from "./rows-and-columns-exchanged.ts";
import { sampleDeviationOfSplits } from "./sample-deviation-of-splits.ts";
import { sampleDeviationOfSubsets } from "./sample-deviation-of-subsets.ts";
import { smallValuesAreZero } from "./small-values-are-zero.ts";
import { sortedEigenvalues } from "./sorted-eigenvalues.ts";
import { spectrumSumOverflows } from "./spectrum-sum-overflows.ts";
import { subsetsOfGlobalRandom } from "./subsets-of-global-random.ts";
import { subsetsWithRepetition } from "./subsets-with-repetition.ts";
import { subsetsWithoutSeed } from "./subsets-without-seed.ts";
import { takesAnyRow } from "./takes-any-row.ts";
import { tiesForTheFirst } from "./ties-for-the-first.ts";
import { uncenteredSums } from "./uncentered-sums.ts";
import { unitFeatures } from "./unit-features.ts";
import { unitsOfItsOwn } from "./units-of-its-own.ts";
import { upperHalfOnly } from "./upper-half-only.ts";
import { valuesByGram } from "./values-by-gram.ts";
import { valuesRising } from "./values-rising.ts";
import { zeroTimesInfinity } from "./zero-times-infinity.ts";

/** Wrong versions of metrics. */
export const metricMutants: readonly Mutant[] = [
  absoluteEigenvalues,
  acrossCountedOnce,
  acrossWithoutDiagonal,
  belowZero,
  biasedOnOneSide,
  cityBlockDistances,
  classesWeighted,
  comparesText,
  countsItself,
  covarianceInFloat32,
  covarianceRounded,
  coverageOfGeneratedSamples,
  densityCutOff,
  densityNotDivided,
  deviationBySquares,
  deviationsAdded,
  diagonalOnly,
  differenceWithoutSign,
  discrepancyCutOff,
  discrepancyRooted,
  distanceNotSquared,
  distancesByProducts,
  distancesInFloat32,
  divergenceInBits,
  dividedByTheDimension,
  dropsLastBatch,
  entropyAlone,
  entropyInBits,
  equalSamplesApart,
  factorsOfOneBasis,
  firstGeneratedSamples,
  float32Sums,
  generatedSetDoubled,
  ignoresMoreParameters,
  ignoresTheCount,
  ignoresTheHash,
  ignoresTheResizing,
  ignoresTheSeed,
  interleavedSplits,
  jitteredCovariance,
  kernelInFloat32,
  kernelNotDivided,
  kernelSquared,
  kernelWithDiagonal,
  kernelWithoutOne,
  lastRowsForgotten,
  logarithmOfABitMore,
  lowerIsAlwaysBetter,
  marginalOfAll,
  meanOfBatchMeans,
  meanOfExponentials,
  meansAlone,
  meansNotSquared,
  nanIsNeverNear,
  nanRowsSkipped,
  offsetOfAMillionth,
  oneNeighbourMore,
  oneNumberOfNeighbours,
  oneSampleIsEnough,
  openBalls,
  pooledCovariance,
  populationCovariance,
  precisionAndRecallExchanged,
  productEigenvalues,
  radiusNotSquared,
  rankByCounting,
  rankOfSquares,
  recallByRealBalls,
  restOfSplitsDropped,
  reversedDivergence,
  rootCountedOnce,
  rowsAndColumnsExchanged,
  sampleDeviationOfSplits,
  sampleDeviationOfSubsets,
  smallValuesAreZero,
  sortedEigenvalues,
  spectrumSumOverflows,
  subsetsOfGlobalRandom,
  subsetsWithRepetition,
  subsetsWithoutSeed,
  takesAnyRow,
  tiesForTheFirst,
  uncenteredSums,
  unitFeatures,
  unitsOfItsOwn,
  upperHalfOnly,
  valuesByGram,
  valuesRising,
  zeroTimesInfinity,
];
