import type { LawTable } from "../../kit/law-table.ts";
import { closedFormGradient, differences } from "./gradients.ts";
import { generatorFollows, hingeMargin, mirrorSymmetry, monotone, separable, wassersteinShift } from "./relations.ts";
import type { LossSubject } from "./subject.ts";
import { flatOrColumn, leaksNothing, nanComesOut } from "./tensors.ts";
import { closedFormValue, extremeScores, isMean } from "./values.ts";

/** Laws of GAN losses. */
export const lossTable: LawTable<LossSubject> = {
  name: "loss",
  laws: [
    closedFormValue,
    extremeScores,
    closedFormGradient,
    differences,
    isMean,
    separable,
    generatorFollows,
    mirrorSymmetry,
    monotone,
    wassersteinShift,
    hingeMargin,
    nanComesOut,
    flatOrColumn,
    leaksNothing,
  ],
};
