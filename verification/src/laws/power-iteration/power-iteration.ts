import type { LawTable } from "../../kit/law-table.ts";
import { blockDiagonal, blocksAreApart, weakBlock } from "./blocks.ts";
import { convergenceEnvelope, extremeScales } from "./convergence-envelope.ts";
import { dependsOnUAlone } from "./depends-on-u-alone.ts";
import { estimateGradient } from "./estimate-gradient.ts";
import { estimateValue } from "./estimate-value.ts";
import { exactScaling } from "./exact-scaling.ts";
import { keepsVectors, notFiniteShows } from "./keeps-vectors.ts";
import { lowerBound } from "./lower-bound.ts";
import { monotone } from "./monotone.ts";
import { noLeaks } from "./no-leaks.ts";
import { oneRound, unitNorms } from "./one-round.ts";
import { orthogonalInvariance } from "./orthogonal-invariance.ts";
import { startEscapes, startVectors } from "./start-vector.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { transposition } from "./transposition.ts";

/** The laws of power iteration. */
export const powerIterationTable: LawTable<PowerIterationFunctions> = {
  name: "power-iteration",
  laws: [
    lowerBound,
    convergenceEnvelope,
    extremeScales,
    monotone,
    estimateValue,
    oneRound,
    unitNorms,
    exactScaling,
    orthogonalInvariance,
    transposition,
    dependsOnUAlone,
    keepsVectors,
    notFiniteShows,
    startVectors,
    startEscapes,
    blocksAreApart,
    blockDiagonal,
    weakBlock,
    estimateGradient,
    noLeaks,
  ],
};
