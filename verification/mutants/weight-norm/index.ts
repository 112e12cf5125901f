import type { Mutant } from "../mutant.ts";
import { mutant as addedEpsilon } from "./added-epsilon.ts";
import { mutant as channelsOnly } from "./channels-only.ts";
import { mutant as depthwiseMixed } from "./depthwise-mixed.ts";
import { mutant as gainFromOne } from "./gain-from-one.ts";
import { mutant as gainNotSaved } from "./gain-not-saved.ts";
import { mutant as gainNotTrained } from "./gain-not-trained.ts";
import { mutant as gradientSquaresNorm } from "./gradient-squares-norm.ts";
import { mutant as kForgotten } from "./k-forgotten.ts";
import { mutant as kNotShared } from "./k-not-shared.ts";
import { mutant as lastAxisOut } from "./last-axis-out.ts";
import { mutant as nanIsHidden } from "./nan-is-hidden.ts";
import { mutant as normIsConstant } from "./norm-is-constant.ts";
import { mutant as oneGain } from "./one-gain.ts";
import { mutant as overColumns } from "./over-columns.ts";
import { mutant as squaredNorm } from "./squared-norm.ts";
import { mutant as sumOfMagnitudes } from "./sum-of-magnitudes.ts";
import { mutant as unscaledSquares } from "./unscaled-squares.ts";
import { mutant as wholeKernel } from "./whole-kernel.ts";
import { mutant as zeroIsNan } from "./zero-is-nan.ts";

/** Wrong versions of weight normalisation. */
export const weightNormMutants: readonly Mutant[] = [
  addedEpsilon,
  channelsOnly,
  depthwiseMixed,
  gainFromOne,
  gainNotSaved,
  gainNotTrained,
  gradientSquaresNorm,
  kForgotten,
  kNotShared,
  lastAxisOut,
  nanIsHidden,
  normIsConstant,
  oneGain,
  overColumns,
  squaredNorm,
  sumOfMagnitudes,
  unscaledSquares,
  wholeKernel,
  zeroIsNan,
];
