import type { LawTable } from "../../kit/law-table.ts";
import { estimates } from "./estimates.ts";
import { layerBounds } from "./layer-bounds.ts";
import { networkBoundHolds } from "./network-bound.ts";
import type { TrainedCriticSubject } from "./subject.ts";

/** What holds for critics after training, on the backend that has trained them. */
export const trainedCriticTable: LawTable<TrainedCriticSubject> = {
  name: "trained-critic",
  laws: [estimates, layerBounds, networkBoundHolds],
};
