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
import { composeWith } from "./composition/compose-with.ts";
import { writtenOut } from "./gradient-penalty/written-out.ts";
import { keepUnlessUsable, roundWith } from "./power-iteration/round-with.ts";
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
  checkOf(gradientPenaltyTable, "written-out", writtenOut()),
  checkOf(weightNormTable, "norm-with", { make: normWith({}) }),
  checkOf(compositionTable, "compose-with", { compose: composeWith({}) }),
  checkOf(stepTable, "plain-loop", plainLoop()),
];
