import type { LawTable } from "../../kit/law-table.ts";
import { keepsPromises, monitorBelow, settles } from "./promise-laws.ts";
import { leaksNothing, readingMovesNothing, repeatsTraining, staysFinite } from "./run-laws.ts";
import type { TrainedConstraint } from "./subject.ts";

/** Laws of a constraint in training runs: small critics of many kinds, losses, data, steps small and large. */
export const trainingTable: LawTable<TrainedConstraint> = {
  name: "training",
  laws: [keepsPromises, settles, monitorBelow, staysFinite, leaksNothing, repeatsTraining, readingMovesNothing],
};
