import type { Mutant } from "../mutant.ts";
import { mutant as clipsTooFar } from "./clips-too-far.ts";
import { mutant as decaysOnRead } from "./decays-on-read.ts";
import { mutant as frobeniusNorm } from "./frobenius-norm.ts";
import { mutant as keepsEveryNorm } from "./keeps-every-norm.ts";
import { mutant as movesOnRead } from "./moves-on-read.ts";
import { mutant as normOfTheFirstStep } from "./norm-of-the-first-step.ts";
import { mutant as normRowsOfTheStart } from "./norm-rows-of-the-start.ts";
import { mutant as projectsEveryTenthStep } from "./projects-every-tenth-step.ts";
import { mutant as unguardedRoot } from "./unguarded-root.ts";
import { mutant as unseededStart } from "./unseeded-start.ts";

/** Constraints that are wrong in training. */
export const trainingMutants: readonly Mutant[] = [
  projectsEveryTenthStep,
  clipsTooFar,
  normOfTheFirstStep,
  normRowsOfTheStart,
  frobeniusNorm,
  movesOnRead,
  decaysOnRead,
  unseededStart,
  keepsEveryNorm,
  unguardedRoot,
];
