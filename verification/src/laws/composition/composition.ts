import type { LawTable } from "../../kit/law-table.ts";
import {
  missingHooksStayMissing,
  parametrizationsNest,
  penaltiesAddUp,
  penaltyOrder,
  projectionsInOrder,
  updatesSeeTheSame,
} from "./hooks.ts";
import { brokenMeansBroken, clippingRaisesTheNorm, promisesHold } from "./promises.ts";
import { aloneIsItself, associative } from "./sameness.ts";
import { disposeFreesAll, stateHoldsAll } from "./state.ts";
import type { CompositionSubject } from "./subject.ts";

/** Laws of compositions of constraints. */
export const compositionTable: LawTable<CompositionSubject> = {
  name: "composition",
  laws: [
    parametrizationsNest,
    updatesSeeTheSame,
    penaltiesAddUp,
    penaltyOrder,
    projectionsInOrder,
    missingHooksStayMissing,
    stateHoldsAll,
    disposeFreesAll,
    promisesHold,
    brokenMeansBroken,
    clippingRaisesTheNorm,
    aloneIsItself,
    associative,
  ],
};
