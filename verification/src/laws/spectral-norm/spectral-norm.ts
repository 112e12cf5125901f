import type { LawTable } from "../../kit/law-table.ts";
import { spoiltKernel, zeroKernel } from "./bad-kernels.ts";
import { neverAbove, notFarBelow, ofTheValueAlone } from "./certified.ts";
import { drift } from "./drift.ts";
import { equivariance } from "./equivariance.ts";
import { gradientDifferences } from "./gradient-differences.ts";
import { gradientFormula, gradientOrthogonal } from "./gradient-formula.ts";
import { gradientThroughModel } from "./gradient-through-model.ts";
import { matrixConvention } from "./matrix-convention.ts";
import { normInEnvelope } from "./norm-in-envelope.ts";
import { ownEstimate } from "./own-estimate.ts";
import { everyPlace } from "./places.ts";
import { checkpoint, evaluationPurity, noLeaks, oneBarForTwoPasses } from "./purity.ts";
import { persistence, updateRounds } from "./rounds.ts";
import { scaleInvariance } from "./scale-invariance.ts";
import { sharesOfK } from "./shares-of-k.ts";
import { distinctStarts, startEscapes, weakChannel } from "./starts.ts";
import type { SpectralNormFactory } from "./subject.ts";

/** The laws of spectral normalisation. */
export const spectralNormTable: LawTable<SpectralNormFactory> = {
  name: "spectral-norm",
  laws: [
    ownEstimate,
    normInEnvelope,
    matrixConvention,
    everyPlace,
    neverAbove,
    notFarBelow,
    ofTheValueAlone,
    sharesOfK,
    gradientFormula,
    gradientOrthogonal,
    gradientThroughModel,
    gradientDifferences,
    scaleInvariance,
    equivariance,
    persistence,
    updateRounds,
    drift,
    evaluationPurity,
    oneBarForTwoPasses,
    checkpoint,
    zeroKernel,
    spoiltKernel,
    startEscapes,
    distinctStarts,
    weakChannel,
    noLeaks,
  ],
};
