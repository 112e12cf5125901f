import type { Mutant } from "../mutant.ts";
import { mutant as hingeClampedGenerator } from "./hinge-clamped-generator.ts";
import { mutant as hingeDropsLast } from "./hinge-drops-last.ts";
import { mutant as hingeOfTheMean } from "./hinge-of-the-mean.ts";
import { mutant as hingeSignFlipped } from "./hinge-sign-flipped.ts";
import { mutant as hingeSquared } from "./hinge-squared.ts";
import { mutant as hingeSummed } from "./hinge-summed.ts";
import { mutant as hingeWithoutMargin } from "./hinge-without-margin.ts";
import { mutant as leaksATensor } from "./leaks-a-tensor.ts";
import { mutant as logOfZero } from "./log-of-zero.ts";
import { mutant as logSigmoid } from "./log-sigmoid.ts";
import { mutant as lsganSquashed } from "./lsgan-squashed.ts";
import { mutant as lsganSymmetricTargets } from "./lsgan-symmetric-targets.ts";
import { mutant as lsganWithoutHalf } from "./lsgan-without-half.ts";
import { mutant as minimaxInBits } from "./minimax-in-bits.ts";
import { mutant as minimaxNonSaturating } from "./minimax-non-saturating.ts";
import { mutant as nanIsSkipped } from "./nan-is-skipped.ts";
import { mutant as relativistic } from "./relativistic.ts";
import { mutant as saturatingGenerator } from "./saturating-generator.ts";
import { mutant as smoothedLabels } from "./smoothed-labels.ts";
import { mutant as wganAbsolute } from "./wgan-absolute.ts";
import { mutant as wganCentred } from "./wgan-centred.ts";
import { mutant as wganGeneratorFlipped } from "./wgan-generator-flipped.ts";
import { mutant as wganPaired } from "./wgan-paired.ts";
import { mutant as wganRealSizes } from "./wgan-real-sizes.ts";
import { mutant as wganSignFlipped } from "./wgan-sign-flipped.ts";

/** Wrong versions of losses. */
export const lossMutants: readonly Mutant[] = [
  hingeClampedGenerator,
  hingeDropsLast,
  hingeOfTheMean,
  hingeSignFlipped,
  hingeSquared,
  hingeSummed,
  hingeWithoutMargin,
  leaksATensor,
  logOfZero,
  logSigmoid,
  lsganSquashed,
  lsganSymmetricTargets,
  lsganWithoutHalf,
  minimaxInBits,
  minimaxNonSaturating,
  nanIsSkipped,
  relativistic,
  saturatingGenerator,
  smoothedLabels,
  wganAbsolute,
  wganCentred,
  wganGeneratorFlipped,
  wganPaired,
  wganRealSizes,
  wganSignFlipped,
];
