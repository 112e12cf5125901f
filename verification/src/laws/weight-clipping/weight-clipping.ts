import type { LawTable } from "../../kit/law-table.ts";
import { bounded, insideStays, nanStays } from "./clips-entries.ts";
import { shareOfK, spectralBound } from "./norm-bounds.ts";
import { idempotent, nonExpansive, odd } from "./projection-laws.ts";
import { afterTheStep, othersStay } from "./scope-and-time.ts";
import type { WeightClippingSubject } from "./subject.ts";

/** Laws of weight clipping. */
export const weightClippingTable: LawTable<WeightClippingSubject> = {
  name: "weight-clipping",
  laws: [
    bounded,
    insideStays,
    nanStays,
    idempotent,
    nonExpansive,
    odd,
    spectralBound,
    shareOfK,
    othersStay,
    afterTheStep,
  ],
};
