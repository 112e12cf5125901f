import type { Mutant } from "../mutant.ts";
import { boundOfTheBatchMean } from "./bound-of-the-batch-mean.ts";
import { monitorByFrobenius } from "./monitor-by-frobenius.ts";
import { monitorNeverMoves } from "./monitor-never-moves.ts";
import { monitorOfRawWeights } from "./monitor-of-raw-weights.ts";
import { windowsNotCounted } from "./windows-not-counted.ts";

/** Wrong versions of what is said of trained critics. */
export const trainedCriticMutants: readonly Mutant[] = [
  monitorOfRawWeights,
  monitorByFrobenius,
  monitorNeverMoves,
  windowsNotCounted,
  boundOfTheBatchMean,
];
