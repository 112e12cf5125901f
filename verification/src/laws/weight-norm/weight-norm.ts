import type { LawTable } from "../../kit/law-table.ts";
import { gainsAreTrained, startsAsItWas } from "./gains.ts";
import { closedFormula, normGrows, perpendicular } from "./gradient.ts";
import { anyFactor, powersOfTwo } from "./scale-invariance.ts";
import { nanRow, zeroRow } from "./special-rows.ts";
import { spectrum } from "./spectrum.ts";
import type { WeightNormSubject } from "./subject.ts";
import { extremeScales, unitRows } from "./unit-rows.ts";

/** Laws of weight normalisation. */
export const weightNormTable: LawTable<WeightNormSubject> = {
  name: "weight-norm",
  laws: [
    unitRows,
    extremeScales,
    powersOfTwo,
    anyFactor,
    closedFormula,
    perpendicular,
    normGrows,
    spectrum,
    zeroRow,
    nanRow,
    startsAsItWas,
    gainsAreTrained,
  ],
};
