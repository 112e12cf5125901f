import type { Mutant } from "../mutant.ts";
import { acceptsEverything } from "./accepts-everything.ts";
import { activationsCountedAsOne } from "./activations-counted-as-one.ts";
import { averagePoolingByFormula } from "./average-pooling-by-formula.ts";
import { batchNormalizationIgnored } from "./batch-normalization-ignored.ts";
import { boxTooSmall } from "./box-too-small.ts";
import { concatenationByMaximum } from "./concatenation-by-maximum.ts";
import { concatenationBySum } from "./concatenation-by-sum.ts";
import { distanceAlwaysZero } from "./distance-always-zero.ts";
import { distanceNotDivided } from "./distance-not-divided.ts";
import { epsilonAdded } from "./epsilon-added.ts";
import { frobeniusNorms } from "./frobenius-norms.ts";
import { generousByAThousandth } from "./generous-by-a-thousandth.ts";
import { gridOfThePicture } from "./grid-of-the-picture.ts";
import { groupsMultiplied } from "./groups-multiplied.ts";
import { ignoresLowerEnds } from "./ignores-lower-ends.ts";
import { ignoresTheBox } from "./ignores-the-box.ts";
import { ignoresTheDigest } from "./ignores-the-digest.ts";
import { ignoresTheEdges } from "./ignores-the-edges.ts";
import { ignoresTheHashes } from "./ignores-the-hashes.ts";
import { ignoresTheWitness } from "./ignores-the-witness.ts";
import { lastLayerForgotten } from "./last-layer-forgotten.ts";
import { lowerCountedAsAttained } from "./lower-counted-as-attained.ts";
import { lowerWithoutAPair } from "./lower-without-a-pair.ts";
import { maxPoolingCountedAsOne } from "./max-pooling-counted-as-one.ts";
import { openHalfTheTime } from "./open-half-the-time.ts";
import { powerIterationAsUpper } from "./power-iteration-as-upper.ts";
import { refusesWithoutAReason } from "./refuses-without-a-reason.ts";
import { reshapedNormAsNorm } from "./reshaped-norm-as-norm.ts";
import { residualWithoutIdentity } from "./residual-without-identity.ts";
import { sharedLayerCountedOnce } from "./shared-layer-counted-once.ts";
import { strideDivides } from "./stride-divides.ts";
import { throwsOnBadText } from "./throws-on-bad-text.ts";
import { trustsTheBounds } from "./trusts-the-bounds.ts";
import { trustsTheLayers } from "./trusts-the-layers.ts";
import { unknownLayerCountedAsOne } from "./unknown-layer-counted-as-one.ts";

/** Wrong versions of certificates and of their checker. */
export const certificateMutants: readonly Mutant[] = [
  acceptsEverything,
  activationsCountedAsOne,
  averagePoolingByFormula,
  batchNormalizationIgnored,
  boxTooSmall,
  concatenationByMaximum,
  concatenationBySum,
  distanceAlwaysZero,
  distanceNotDivided,
  epsilonAdded,
  frobeniusNorms,
  generousByAThousandth,
  gridOfThePicture,
  groupsMultiplied,
  ignoresLowerEnds,
  ignoresTheBox,
  ignoresTheDigest,
  ignoresTheEdges,
  ignoresTheHashes,
  ignoresTheWitness,
  lastLayerForgotten,
  lowerCountedAsAttained,
  lowerWithoutAPair,
  maxPoolingCountedAsOne,
  openHalfTheTime,
  powerIterationAsUpper,
  refusesWithoutAReason,
  reshapedNormAsNorm,
  residualWithoutIdentity,
  sharedLayerCountedOnce,
  strideDivides,
  throwsOnBadText,
  trustsTheBounds,
  trustsTheLayers,
  unknownLayerCountedAsOne,
];
