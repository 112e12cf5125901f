import type { LawTable } from "../../kit/law-table.ts";
import { actsOnValue } from "./acts-on-value.ts";
import { bindingsAreIndependent } from "./bindings-are-independent.ts";
import { bindsToNoWeights } from "./binds-to-no-weights.ts";
import { composes } from "./composes.ts";
import { describesItself } from "./describes-itself.ts";
import { evaluationIsPure } from "./evaluation-is-pure.ts";
import { freesAll } from "./frees-all.ts";
import { keepsPromiseAlways } from "./keeps-promise-always.ts";
import { keepsPromiseInTheLimit } from "./keeps-promise-in-the-limit.ts";
import { nanShows } from "./nan-shows.ts";
import { oneWeightAStep } from "./one-weight-a-step.ts";
import { parametrizeGradient } from "./parametrize-gradient.ts";
import { parametrizeIsFinite } from "./parametrize-is-finite.ts";
import { parametrizeKeepsShape } from "./parametrize-keeps-shape.ts";
import { penaltyAtTheBound } from "./penalty-at-the-bound.ts";
import { penaltyGradient } from "./penalty-gradient.ts";
import { penaltyIgnoresBatch } from "./penalty-ignores-batch.ts";
import { penaltyIsFinite } from "./penalty-is-finite.ts";
import { preservesWhatItSays } from "./preserves-what-it-says.ts";
import { projectIsIdempotent } from "./project-is-idempotent.ts";
import { projectLeavesOthers } from "./project-leaves-others.ts";
import { sameSeedSameBits } from "./same-seed-same-bits.ts";
import { stateIsComplete } from "./state-is-complete.ts";
import { stateMovesInUpdateOnly } from "./state-moves-in-update-only.ts";
import type { ConstraintSubject } from "./subject.ts";
import { weightsMoveInProjectOnly } from "./weights-move-in-project-only.ts";

const quantities = ["operator-norm", "spectral-norm", "row-norm", "entry", "input-gradient"] as const;

/**
 * The laws of any constraint whatever: what the interface asks, and what the constraint itself has promised. Which of
 * them speak of a constraint follows from its hooks and its promises.
 */
export const constraintTable: LawTable<ConstraintSubject> = {
  name: "constraint",
  laws: [
    describesItself,
    bindsToNoWeights,
    evaluationIsPure,
    stateMovesInUpdateOnly,
    weightsMoveInProjectOnly,
    stateIsComplete,
    sameSeedSameBits,
    bindingsAreIndependent,
    oneWeightAStep,
    actsOnValue,
    parametrizeKeepsShape,
    parametrizeIsFinite,
    parametrizeGradient,
    penaltyIsFinite,
    penaltyGradient,
    penaltyIgnoresBatch,
    penaltyAtTheBound,
    projectIsIdempotent,
    projectLeavesOthers,
    preservesWhatItSays,
    nanShows,
    ...quantities.map(keepsPromiseAlways),
    ...quantities.map(keepsPromiseInTheLimit),
    composes,
    freesAll,
  ],
};
