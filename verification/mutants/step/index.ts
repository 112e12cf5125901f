import type { Mutant } from "../mutant.ts";
import { mutant as ascends } from "./ascends.ts";
import { mutant as clipsBiasesToo } from "./clips-biases-too.ts";
import { mutant as criticMovesWithTheGenerator } from "./critic-moves-with-the-generator.ts";
import { mutant as generatesInEvaluationMode } from "./generates-in-evaluation-mode.ts";
import { mutant as generatorMovesWithTheCritic } from "./generator-moves-with-the-critic.ts";
import { mutant as momentumOnTop } from "./momentum-on-top.ts";
import { mutant as movesStateAfterThePass } from "./moves-state-after-the-pass.ts";
import { mutant as movesStateForEachBatch } from "./moves-state-for-each-batch.ts";
import { mutant as movesStateWithTheGenerator } from "./moves-state-with-the-generator.ts";
import { mutant as nCriticIgnored } from "./n-critic-ignored.ts";
import { mutant as neverProjects } from "./never-projects.ts";
import { mutant as oneRealBatchForAll } from "./one-real-batch-for-all.ts";
import { mutant as penaltiesCountAsUpdates } from "./penalties-count-as-updates.ts";
import { mutant as penaltyDoubled } from "./penalty-doubled.ts";
import { mutant as penaltyMissing } from "./penalty-missing.ts";
import { mutant as penaltyStepsAlone } from "./penalty-steps-alone.ts";
import { mutant as projectsBeforeTheStep } from "./projects-before-the-step.ts";
import { mutant as realAndFakeSwapped } from "./real-and-fake-swapped.ts";
import { mutant as samplesInTrainingMode } from "./samples-in-training-mode.ts";
import { mutant as samplingMovesState } from "./sampling-moves-state.ts";
import { mutant as staleNoise } from "./stale-noise.ts";
import { mutant as stateNeverMoves } from "./state-never-moves.ts";
import { mutant as stateNotSaved } from "./state-not-saved.ts";
import { mutant as stepsTwiceAsFar } from "./steps-twice-as-far.ts";
import { mutant as unseededNoise } from "./unseeded-noise.ts";

/** Wrong training steps. */
export const stepMutants: readonly Mutant[] = [
  movesStateForEachBatch,
  movesStateAfterThePass,
  stateNeverMoves,
  projectsBeforeTheStep,
  neverProjects,
  clipsBiasesToo,
  penaltyStepsAlone,
  penaltyMissing,
  penaltyDoubled,
  generatorMovesWithTheCritic,
  criticMovesWithTheGenerator,
  movesStateWithTheGenerator,
  penaltiesCountAsUpdates,
  nCriticIgnored,
  oneRealBatchForAll,
  staleNoise,
  ascends,
  stepsTwiceAsFar,
  momentumOnTop,
  generatesInEvaluationMode,
  realAndFakeSwapped,
  samplesInTrainingMode,
  samplingMovesState,
  stateNotSaved,
  unseededNoise,
];
