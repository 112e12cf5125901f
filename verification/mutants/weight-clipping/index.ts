import type { Mutant } from "../mutant.ts";
import { mutant as allVariables } from "./all-variables.ts";
import { mutant as beforeTheStep } from "./before-the-step.ts";
import { mutant as byNorm } from "./by-norm.ts";
import { mutant as eatsTheBound } from "./eats-the-bound.ts";
import { mutant as entriesForgotten } from "./entries-forgotten.ts";
import { mutant as fromZero } from "./from-zero.ts";
import { mutant as kNotShared } from "./k-not-shared.ts";
import { mutant as nanToBound } from "./nan-to-bound.ts";
import { mutant as onReadOnly } from "./on-read-only.ts";
import { mutant as roundedToNearest } from "./rounded-to-nearest.ts";
import { mutant as softClipping } from "./soft-clipping.ts";
import { mutant as twiceTheBound } from "./twice-the-bound.ts";
import { mutant as windowForgotten } from "./window-forgotten.ts";
import { mutant as wrapsAround } from "./wraps-around.ts";

/** Wrong versions of weight clipping. */
export const weightClippingMutants: readonly Mutant[] = [
  allVariables,
  beforeTheStep,
  byNorm,
  eatsTheBound,
  entriesForgotten,
  fromZero,
  kNotShared,
  nanToBound,
  onReadOnly,
  roundedToNearest,
  softClipping,
  twiceTheBound,
  windowForgotten,
  wrapsAround,
];
