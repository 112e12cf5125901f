import type { Mutant } from "../mutant.ts";
import { mutant as alwaysOneRound } from "./always-one-round.ts";
import { mutant as assignedInPlace } from "./assigned-in-place.ts";
import { mutant as boundAtTheFirstPlace } from "./bound-at-the-first-place.ts";
import { mutant as boundWithoutItsGradient } from "./bound-without-its-gradient.ts";
import { mutant as copiesInTheState } from "./copies-in-the-state.ts";
import { mutant as deadTapsHideNan } from "./dead-taps-hide-nan.ts";
import { mutant as depthwiseAsOneMatrix } from "./depthwise-as-one-matrix.ts";
import { mutant as differentiatesTheVectors } from "./differentiates-the-vectors.ts";
import { mutant as dilationIgnored } from "./dilation-ignored.ts";
import { mutant as estimateForABound } from "./estimate-for-a-bound.ts";
import { mutant as everySecondUpdate } from "./every-second-update.ts";
import { mutant as firstAxisAsRows } from "./first-axis-as-rows.ts";
import { mutant as firstPlaceOnly } from "./first-place-only.ts";
import { mutant as freshStartEachUpdate } from "./fresh-start-each-update.ts";
import { mutant as frobeniusForABound } from "./frobenius-for-a-bound.ts";
import { mutant as frobeniusNorm } from "./frobenius-norm.ts";
import { mutant as gradientSquaresSigma } from "./gradient-squares-sigma.ts";
import { mutant as halfPrecisionVectors } from "./half-precision-vectors.ts";
import { mutant as infinityHidden } from "./infinity-hidden.ts";
import { mutant as kForEachWeight } from "./k-for-each-weight.ts";
import { mutant as kPerWeightIgnored } from "./k-per-weight-ignored.ts";
import { mutant as lambdaWithTheWrongSign } from "./lambda-with-the-wrong-sign.ts";
import { mutant as lastAxisAsRows } from "./last-axis-as-rows.ts";
import { mutant as leaksARound } from "./leaks-a-round.ts";
import { mutant as mapWithoutItsGradient } from "./map-without-its-gradient.ts";
import { mutant as meanOverGroups } from "./mean-over-groups.ts";
import { mutant as movesInTheForwardPass } from "./moves-in-the-forward-pass.ts";
import { mutant as multipliedBySigma } from "./multiplied-by-sigma.ts";
import { mutant as nanTakenForZero } from "./nan-taken-for-zero.ts";
import { mutant as neverUpdates } from "./never-updates.ts";
import { mutant as notNormalisedAtFirst } from "./not-normalised-at-first.ts";
import { mutant as onePairForAllChannels } from "./one-pair-for-all-channels.ts";
import { mutant as oneRoundLess } from "./one-round-less.ts";
import { mutant as oneStreamForAll } from "./one-stream-for-all.ts";
import { mutant as onesStart } from "./ones-start.ts";
import { mutant as onlyIfLargerThanOne } from "./only-if-larger-than-one.ts";
import { mutant as paddingBehindAlone } from "./padding-behind-alone.ts";
import { mutant as productOverGroups } from "./product-over-groups.ts";
import { mutant as reshapedForABound } from "./reshaped-for-a-bound.ts";
import { mutant as reshapedInPlaceOfTheMap } from "./reshaped-in-place-of-the-map.ts";
import { mutant as roundingForgotten } from "./rounding-forgotten.ts";
import { mutant as sigmaFlooredAt1e12 } from "./sigma-floored-at-1e-12.ts";
import { mutant as sigmaFlooredAt1e3 } from "./sigma-floored-at-1e-3.ts";
import { mutant as sigmaPlusEpsilon } from "./sigma-plus-epsilon.ts";
import { mutant as sigmaWithoutGradient } from "./sigma-without-gradient.ts";
import { mutant as signedSigma } from "./signed-sigma.ts";
import { mutant as squaredSigma } from "./squared-sigma.ts";
import { mutant as staleBound } from "./stale-bound.ts";
import { mutant as stateNotFreed } from "./state-not-freed.ts";
import { mutant as stateNotSaved } from "./state-not-saved.ts";
import { mutant as strideIgnored } from "./stride-ignored.ts";
import { mutant as uNotSaved } from "./u-not-saved.ts";
import { mutant as vectorsNotOfUnitLength } from "./vectors-not-of-unit-length.ts";
import { mutant as vectorsSwappedInTheState } from "./vectors-swapped-in-the-state.ts";
import { mutant as zeroByZero } from "./zero-by-zero.ts";

/** Wrong versions of spectral normalisation. */
export const spectralNormMutants: readonly Mutant[] = [
  alwaysOneRound,
  assignedInPlace,
  copiesInTheState,
  depthwiseAsOneMatrix,
  differentiatesTheVectors,
  everySecondUpdate,
  firstAxisAsRows,
  freshStartEachUpdate,
  gradientSquaresSigma,
  frobeniusNorm,
  halfPrecisionVectors,
  infinityHidden,
  kForEachWeight,
  kPerWeightIgnored,
  lambdaWithTheWrongSign,
  lastAxisAsRows,
  leaksARound,
  meanOverGroups,
  movesInTheForwardPass,
  multipliedBySigma,
  nanTakenForZero,
  neverUpdates,
  notNormalisedAtFirst,
  oneRoundLess,
  oneStreamForAll,
  onesStart,
  onlyIfLargerThanOne,
  productOverGroups,
  sigmaFlooredAt1e12,
  sigmaFlooredAt1e3,
  sigmaPlusEpsilon,
  sigmaWithoutGradient,
  signedSigma,
  squaredSigma,
  stateNotFreed,
  stateNotSaved,
  uNotSaved,
  vectorsNotOfUnitLength,
  vectorsSwappedInTheState,
  zeroByZero,
  // Of the modes that know of places.
  strideIgnored,
  paddingBehindAlone,
  dilationIgnored,
  firstPlaceOnly,
  onePairForAllChannels,
  reshapedInPlaceOfTheMap,
  mapWithoutItsGradient,
  deadTapsHideNan,
  estimateForABound,
  roundingForgotten,
  boundAtTheFirstPlace,
  reshapedForABound,
  frobeniusForABound,
  staleBound,
  boundWithoutItsGradient,
];
