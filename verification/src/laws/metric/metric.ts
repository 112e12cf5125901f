import type { LawTable } from "../../kit/law-table.ts";
import { comparesAlike, refusesUnlike } from "./comparisons.ts";
import { frechetInvariances, frechetMetric, independentBlocks } from "./frechet-relations.ts";
import { commutingCovariances, distanceToItself, fewSamples, optimalMap } from "./frechet-values.ts";
import { inceptionCounts, inceptionDefinition, inceptionInformation, inceptionInvariances } from "./inception-score.ts";
import { kernelDefinition, kernelInvariances, kernelSeeds, kernelSubsets, kernelUnbiased } from "./kernel-distance.ts";
import { kernelOfGaussians } from "./kernel-gaussians.ts";
import { badFeatures, badInput } from "./metric-refusals.ts";
import { neighbourBounds, neighbourDefinition, neighbourExpectations, neighbourInvariances } from "./neighbours.ts";
import { noiseOnPictures } from "./noise-on-pictures.ts";
import { effectiveRanks, singularValuesByOracle, turnedSpectra } from "./spectra.ts";
import { covarianceShape } from "./statistics-shape.ts";
import { batchesLeaveNoTrace, exactStatistics } from "./statistics.ts";
import type { MetricSubject } from "./subject.ts";

/** Laws of metrics of generative models. */
export const metricTable: LawTable<MetricSubject> = {
  name: "metric",
  laws: [
    batchesLeaveNoTrace,
    exactStatistics,
    covarianceShape,
    commutingCovariances,
    optimalMap,
    fewSamples,
    distanceToItself,
    frechetInvariances,
    independentBlocks,
    frechetMetric,
    inceptionDefinition,
    inceptionCounts,
    inceptionInvariances,
    inceptionInformation,
    kernelDefinition,
    kernelInvariances,
    kernelUnbiased,
    kernelSubsets,
    kernelSeeds,
    kernelOfGaussians,
    neighbourDefinition,
    neighbourInvariances,
    neighbourBounds,
    neighbourExpectations,
    singularValuesByOracle,
    effectiveRanks,
    turnedSpectra,
    comparesAlike,
    refusesUnlike,
    badFeatures,
    badInput,
    noiseOnPictures,
  ],
};
