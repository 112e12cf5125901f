import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import {
  type Check,
  checkOf,
  compositionTable,
  gradientPenaltyTable,
  powerIterationTable,
  spectralNormTable,
  stepTable,
  weightNormTable,
} from "@lipschitz-gan/verification";
import { certifyWith, recomposed } from "./certificate/certify-with.ts";
import { checkWith } from "./certificate/check-with.ts";
import { checkerTable, issuerTable } from "./certificate/tables.ts";
import { composeWith } from "./composition/compose-with.ts";
import { writtenOut } from "./gradient-penalty/written-out.ts";
import { frechetWith } from "./metric/frechet-with.ts";
import { inceptionWith } from "./metric/inception-with.ts";
import { kernelWith } from "./metric/kernel-with.ts";
import { neighboursWith } from "./metric/neighbours-with.ts";
import { momentsOf, statisticsWith } from "./metric/statistics-with.ts";
import { frechetTable, inceptionTable, kernelTable, neighbourTable, statisticsTable } from "./metric/tables.ts";
import { keepUnlessUsable, roundWith } from "./power-iteration/round-with.ts";
import { placeNormWith } from "./spectral-norm/place-norm-with.ts";
import { spectralNormWith } from "./spectral-norm/spectral-norm-with.ts";
import { plainLoop } from "./step/plain-loop.ts";
import { normWith } from "./weight-norm/norm-with.ts";

const round = { startVector, powerIteration: roundWith(keepUnlessUsable), singularValueEstimate };

/**
 * The versions of our own that mutants are made of, with nothing wrong in them yet. A mutant of a version that breaks laws by
 * itself would prove nothing.
 */
export const bases: readonly Check[] = [
  checkOf(powerIterationTable, "round-with", round),
  checkOf(spectralNormTable, "spectral-norm-with", { make: spectralNormWith({}) }),
  checkOf(spectralNormTable, "place-norm-with, operator", { make: placeNormWith("operator", {}), mode: "operator" }),
  checkOf(spectralNormTable, "place-norm-with, certified", { make: placeNormWith("certified", {}), mode: "certified" }),
  checkOf(gradientPenaltyTable, "written-out", writtenOut()),
  checkOf(weightNormTable, "norm-with", { make: normWith({}) }),
  checkOf(
    issuerTable,
    "certify-with",
    certifyWith((certificate) => recomposed(certificate, {})),
  ),
  checkOf(
    checkerTable,
    "check-with",
    checkWith((certificate) => certificate),
  ),
  checkOf(compositionTable, "compose-with", { compose: composeWith({}) }),
  checkOf(stepTable, "plain-loop", plainLoop()),
  checkOf(
    statisticsTable,
    "statistics-with",
    statisticsWith((batches) => momentsOf(batches.flat())),
  ),
  checkOf(frechetTable, "frechet-with", frechetWith({})),
  checkOf(inceptionTable, "inception-with", inceptionWith({})),
  checkOf(kernelTable, "kernel-with", kernelWith({})),
  checkOf(neighbourTable, "neighbours-with", neighboursWith({})),
];
