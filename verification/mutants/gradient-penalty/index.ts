import type { Mutant } from "../mutant.ts";
import { mutant as beyondTheSegment } from "./beyond-the-segment.ts";
import { mutant as broadcastsUnlikeBatches } from "./broadcasts-unlike-batches.ts";
import { mutant as epsilonForEachEntry } from "./epsilon-for-each-entry.ts";
import { mutant as epsilonInTheRoot } from "./epsilon-in-the-root.ts";
import { mutant as epsilonSharedByTheBatch } from "./epsilon-shared-by-the-batch.ts";
import { mutant as globalRandom } from "./global-random.ts";
import { mutant as gradientOfTheMean } from "./gradient-of-the-mean.ts";
import { mutant as gradientStopped } from "./gradient-stopped.ts";
import { mutant as lambdaMissing } from "./lambda-missing.ts";
import { mutant as lambdaSquared } from "./lambda-squared.ts";
import { mutant as leavesTheNormsBehind } from "./leaves-the-norms-behind.ts";
import { mutant as noSquareRoot } from "./no-square-root.ts";
import { mutant as normOverTheBatch } from "./norm-over-the-batch.ts";
import { mutant as normOverTheLastAxis } from "./norm-over-the-last-axis.ts";
import { mutant as oneSidedByAbsoluteValue } from "./one-sided-by-absolute-value.ts";
import { mutant as oneSidedFromBelow } from "./one-sided-from-below.ts";
import { mutant as oneSidedIgnored } from "./one-sided-ignored.ts";
import { mutant as pairsOutOfStep } from "./pairs-out-of-step.ts";
import { mutant as promisesABound } from "./promises-a-bound.ts";
import { mutant as realHalfOnly } from "./real-half-only.ts";
import { mutant as realSamplesOnly } from "./real-samples-only.ts";
import { mutant as sumOverTheBatch } from "./sum-over-the-batch.ts";
import { mutant as targetIgnored } from "./target-ignored.ts";
import { mutant as threeChannelsWiredIn } from "./three-channels-wired-in.ts";
import { mutant as unguardedRoot } from "./unguarded-root.ts";

/** Wrong gradient penalties. */
export const gradientPenaltyMutants: readonly Mutant[] = [
  normOverTheBatch,
  epsilonSharedByTheBatch,
  epsilonForEachEntry,
  beyondTheSegment,
  realHalfOnly,
  realSamplesOnly,
  pairsOutOfStep,
  broadcastsUnlikeBatches,
  globalRandom,
  noSquareRoot,
  normOverTheLastAxis,
  threeChannelsWiredIn,
  sumOverTheBatch,
  lambdaMissing,
  lambdaSquared,
  epsilonInTheRoot,
  unguardedRoot,
  oneSidedFromBelow,
  oneSidedByAbsoluteValue,
  oneSidedIgnored,
  gradientOfTheMean,
  gradientStopped,
  targetIgnored,
  leavesTheNormsBehind,
  promisesABound,
];
