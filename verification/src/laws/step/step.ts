import type { LawTable } from "../../kit/law-table.ts";
import { freshNoise, rightBatches } from "./batch-laws.ts";
import { descends, oneGradient } from "./gradient-laws.ts";
import { cadence, onlyItsOwn, projectsAfter, sameWeights, stateMovesOnce } from "./order-laws.ts";
import { repeats, resumes, samplingMovesNothing } from "./run-laws.ts";
import type { TrainingStep } from "./subject.ts";

/** Laws of a training step: what moves when, by which gradient, and what is left alone. */
export const stepTable: LawTable<TrainingStep> = {
  name: "step",
  laws: [
    cadence,
    stateMovesOnce,
    sameWeights,
    projectsAfter,
    onlyItsOwn,
    rightBatches,
    freshNoise,
    oneGradient,
    descends,
    samplingMovesNothing,
    resumes,
    repeats,
  ],
};
