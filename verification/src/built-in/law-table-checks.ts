import {
  activationLipschitz,
  averagePoolingNorm,
  certify,
  checkCertificate,
  convolutionUpper,
  maxPoolingLipschitz,
  mergeLipschitz,
  operatorNormBracket,
  wasserstein1Lower,
  windowOverlap,
} from "@lipschitz-gan/certificates";
import {
  compose,
  layerMap,
  networkBound,
  powerIteration,
  singularValueEstimate,
  startVector,
} from "@lipschitz-gan/core";
import * as metrics from "@lipschitz-gan/metrics";
import {
  gradientPenalty,
  spectralNorm,
  type SpectralNormMode,
  weightClipping,
  weightNorm,
} from "@lipschitz-gan/regularizers";
import { lossByName, lossNames } from "@lipschitz-gan/training";
import { type Check, checkOf } from "../kit/check.ts";
import { certificateTable } from "../laws/certificate/certificate.ts";
import { compositionTable } from "../laws/composition/composition.ts";
import { constraintTable } from "../laws/constraint/constraint.ts";
import { constraintSubject } from "../laws/constraint/subject.ts";
import { gradientPenaltyTable } from "../laws/gradient-penalty/gradient-penalty.ts";
import { linearMapTable } from "../laws/linear-map/linear-map.ts";
import { lossTable } from "../laws/loss/loss.ts";
import { metricTable } from "../laws/metric/metric.ts";
import { normCompositionTable } from "../laws/norm-composition/norm-composition.ts";
import { powerIterationTable } from "../laws/power-iteration/power-iteration.ts";
import { spectralNormTable } from "../laws/spectral-norm/spectral-norm.ts";
import { stepTable } from "../laws/step/step.ts";
import { trainerStep } from "../laws/step/trainer-step.ts";
import { trainedConstraints } from "../laws/training/trained-constraints.ts";
import { trainingTable } from "../laws/training/training.ts";
import { weightClippingTable } from "../laws/weight-clipping/weight-clipping.ts";
import { weightNormTable } from "../laws/weight-norm/weight-norm.ts";
import { withShare } from "./with-share.ts";

/** The tables of any constraint meet every built-in one, so each gets a part of the cases. */
const SHARE_OF_EACH = 0.3;

const norms = {
  activationLipschitz,
  averagePoolingNorm,
  maxPoolingLipschitz,
  mergeLipschitz,
  networkBound,
  operatorNormBracket,
  windowOverlap,
};

const certificates = { certify, checkCertificate, convolutionUpper, wasserstein1Lower };

/** The modes of spectral normalisation that know of a layer's places. */
const placeModes: readonly SpectralNormMode[] = ["operator", "certified"];

/**
 * Every law table on what it speaks of in this project: power iteration, the constraints, their compositions, losses, layers
 * as linear maps, norms, certificates, metrics, the training step, and training under every constraint.
 */
export function lawTableChecks(): readonly Check[] {
  return [
    checkOf(powerIterationTable, "power-iteration", { startVector, powerIteration, singularValueEstimate }),
    checkOf(spectralNormTable, "spectral-norm", { make: spectralNorm }),
    ...placeModes.map((mode) =>
      checkOf(spectralNormTable, `spectral-norm, ${mode}`, {
        make: (options) => spectralNorm({ ...options, mode }),
        mode,
      }),
    ),
    checkOf(weightClippingTable, "weight-clipping", { make: weightClipping }),
    checkOf(gradientPenaltyTable, "gradient-penalty", { make: gradientPenalty }),
    checkOf(weightNormTable, "weight-norm", { make: weightNorm }),
    checkOf(compositionTable, "compose", { compose }),
    ...lossNames.map((name) => checkOf(lossTable, `loss ${name}`, { name, loss: lossByName(name) })),
    checkOf(linearMapTable, "layers as linear maps", { layerMap }),
    checkOf(normCompositionTable, "norms of layers and networks", norms),
    checkOf(certificateTable, "certificates", certificates),
    checkOf(metricTable, "metrics", metrics),
    checkOf(stepTable, "createTrainer", trainerStep),
    ...Object.entries(trainedConstraints).flatMap(([name, subject]) => [
      withShare(checkOf(constraintTable, name, constraintSubject(subject.make)), SHARE_OF_EACH),
      withShare(checkOf(trainingTable, name, subject), SHARE_OF_EACH),
    ]),
  ];
}
