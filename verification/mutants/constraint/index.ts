import type { Mutant } from "../mutant.ts";
import { mutant as assignsTheKernel } from "./assigns-the-kernel.ts";
import { mutant as carelessDescription } from "./careless-description.ts";
import { mutant as clipsEverything } from "./clips-everything.ts";
import { mutant as detachedNorm } from "./detached-norm.ts";
import { mutant as disposesTheBatch } from "./disposes-the-batch.ts";
import { mutant as hidesNan } from "./hides-nan.ts";
import { mutant as keepsEveryNorm } from "./keeps-every-norm.ts";
import { mutant as needsAWeight } from "./needs-a-weight.ts";
import { mutant as neverDisposed } from "./never-disposed.ts";
import { mutant as normOfTheStart } from "./norm-of-the-start.ts";
import { mutant as normOverOneAxis } from "./norm-over-one-axis.ts";
import { mutant as normOverTheBatch } from "./norm-over-the-batch.ts";
import { mutant as outsideTheTape } from "./outside-the-tape.ts";
import { mutant as ownRandomNumbers } from "./own-random-numbers.ts";
import { mutant as powerIterationInParametrize } from "./power-iteration-in-parametrize.ts";
import { mutant as preservesTooMuch } from "./preserves-too-much.ts";
import { mutant as promisesHalf } from "./promises-half.ts";
import { mutant as readsTheVariable } from "./reads-the-variable.ts";
import { mutant as returnsTheMatrix } from "./returns-the-matrix.ts";
import { mutant as rootAtZero } from "./root-at-zero.ts";
import { mutant as rowsForAMatrix } from "./rows-for-a-matrix.ts";
import { mutant as shrinksAgain } from "./shrinks-again.ts";
import { mutant as staleNorm } from "./stale-norm.ts";
import { mutant as startsFromOnes } from "./starts-from-ones.ts";
import { mutant as stateInTheFactory } from "./state-in-the-factory.ts";
import { mutant as stateMovesInProject } from "./state-moves-in-project.ts";
import { mutant as targetForgotten } from "./target-forgotten.ts";
import { mutant as unsavedAverage } from "./unsaved-average.ts";
import { mutant as wrongAxis } from "./wrong-axis.ts";
import { mutant as zeroOverZero } from "./zero-over-zero.ts";

/** Constraints of anyone that are wrong in a way that authors are. */
export const constraintMutants: readonly Mutant[] = [
  assignsTheKernel,
  carelessDescription,
  clipsEverything,
  detachedNorm,
  disposesTheBatch,
  hidesNan,
  keepsEveryNorm,
  needsAWeight,
  neverDisposed,
  normOfTheStart,
  normOverOneAxis,
  normOverTheBatch,
  outsideTheTape,
  ownRandomNumbers,
  powerIterationInParametrize,
  preservesTooMuch,
  promisesHalf,
  readsTheVariable,
  returnsTheMatrix,
  rootAtZero,
  rowsForAMatrix,
  shrinksAgain,
  staleNorm,
  startsFromOnes,
  stateInTheFactory,
  stateMovesInProject,
  targetForgotten,
  unsavedAverage,
  wrongAxis,
  zeroOverZero,
];
