import type { LawTable } from "../../kit/law-table.ts";
import { affineGradient, affineValue } from "./affine-critic.ts";
import { gradientAgainstFloat64, valueAgainstFloat64 } from "./against-float64.ts";
import { linearInLambda, ownStream, scaleOfTheCritic } from "./exact-laws.ts";
import { freesTensors, promisesNothing, refusesShapes } from "./manners.ts";
import { oneSided } from "./one-sided.ts";
import { onSegments, ownEpsilon, uniformEpsilon } from "./points.ts";
import { copiesAndOrder, samplesApart } from "./samples-apart.ts";
import type { GradientPenaltySubject } from "./subject.ts";

/** Laws of the penalty of Gulrajani et al. (2017) and its one-sided form, on real models. */
export const gradientPenaltyTable: LawTable<GradientPenaltySubject> = {
  name: "gradient-penalty",
  laws: [
    affineValue,
    affineGradient,
    samplesApart,
    copiesAndOrder,
    oneSided,
    onSegments,
    ownEpsilon,
    uniformEpsilon,
    ownStream,
    linearInLambda,
    scaleOfTheCritic,
    valueAgainstFloat64,
    gradientAgainstFloat64,
    refusesShapes,
    promisesNothing,
    freesTensors,
  ],
};
