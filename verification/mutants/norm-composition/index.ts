import type { Mutant } from "../mutant.ts";
import { averageMultiplicity } from "./average-multiplicity.ts";
import { averagePoolingByFormula } from "./average-pooling-by-formula.ts";
import { concatenationByMaximum } from "./concatenation-by-maximum.ts";
import { concatenationBySum } from "./concatenation-by-sum.ts";
import { lowerEndWithoutAFullWindow } from "./lower-end-without-a-full-window.ts";
import { maxPoolingCountedAsOne } from "./max-pooling-counted-as-one.ts";
import { negativeSlopeByItsSign } from "./negative-slope-by-its-sign.ts";
import { overlapRoundedDown } from "./overlap-rounded-down.ts";
import { productOfAllLayers } from "./product-of-all-layers.ts";
import { residualWithoutIdentity } from "./residual-without-identity.ts";
import { sigmoidCountedAsOne } from "./sigmoid-counted-as-one.ts";
import { strideIgnored } from "./stride-ignored.ts";
import { swishCountedAsOne } from "./swish-counted-as-one.ts";
import { unknownLayerCountedAsOne } from "./unknown-layer-counted-as-one.ts";
import { windowsNotCounted } from "./windows-not-counted.ts";

/** Wrong versions of how norms are bounded and composed. */
export const normCompositionMutants: readonly Mutant[] = [
  windowsNotCounted,
  strideIgnored,
  overlapRoundedDown,
  averageMultiplicity,
  lowerEndWithoutAFullWindow,
  swishCountedAsOne,
  negativeSlopeByItsSign,
  sigmoidCountedAsOne,
  maxPoolingCountedAsOne,
  averagePoolingByFormula,
  concatenationByMaximum,
  concatenationBySum,
  unknownLayerCountedAsOne,
  residualWithoutIdentity,
  productOfAllLayers,
];
