import type { Mutant } from "../mutant.ts";
import { mutant as additiveEpsilon } from "./additive-epsilon.ts";
import { mutant as axisStart } from "./axis-start.ts";
import { mutant as bothFromTheOldPair } from "./both-from-the-old-pair.ts";
import { mutant as constantEstimate } from "./constant-estimate.ts";
import { mutant as differentiatesTheVectors } from "./differentiates-the-vectors.ts";
import { mutant as estimateOfTheNextRound } from "./estimate-of-the-next-round.ts";
import { mutant as estimateSquared } from "./estimate-squared.ts";
import { mutant as flooredNorm } from "./floored-norm.ts";
import { mutant as frobeniusNorm } from "./frobenius-norm.ts";
import { mutant as gradientToAllBlocks } from "./gradient-to-all-blocks.ts";
import { mutant as halfPrecisionVectors } from "./half-precision-vectors.ts";
import { mutant as largestEntryNorm } from "./largest-entry-norm.ts";
import { mutant as leaksARound } from "./leaks-a-round.ts";
import { mutant as meanOverBlocks } from "./mean-over-blocks.ts";
import { mutant as movesWhatItWasGiven } from "./moves-what-it-was-given.ts";
import { mutant as nanForZero } from "./nan-for-zero.ts";
import { mutant as nanTakenForZero } from "./nan-taken-for-zero.ts";
import { mutant as onesStart } from "./ones-start.ts";
import { mutant as plainSquares } from "./plain-squares.ts";
import { mutant as productOverBlocks } from "./product-over-blocks.ts";
import { mutant as signedEstimate } from "./signed-estimate.ts";
import { mutant as startNotNormalised } from "./start-not-normalised.ts";
import { mutant as startWithoutSeed } from "./start-without-seed.ts";
import { mutant as vNotRenormalised } from "./v-not-renormalised.ts";
import { mutant as wholeMatrixNorm } from "./whole-matrix-norm.ts";

/** Wrong versions of power iteration. */
export const powerIterationMutants: readonly Mutant[] = [
  additiveEpsilon,
  axisStart,
  bothFromTheOldPair,
  constantEstimate,
  differentiatesTheVectors,
  estimateOfTheNextRound,
  estimateSquared,
  flooredNorm,
  frobeniusNorm,
  gradientToAllBlocks,
  halfPrecisionVectors,
  largestEntryNorm,
  leaksARound,
  meanOverBlocks,
  movesWhatItWasGiven,
  nanForZero,
  nanTakenForZero,
  onesStart,
  plainSquares,
  productOverBlocks,
  signedEstimate,
  startNotNormalised,
  startWithoutSeed,
  vNotRenormalised,
  wholeMatrixNorm,
];
