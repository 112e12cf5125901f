import { certificateMutants } from "./certificate/index.ts";
import { constraintMutants } from "./constraint/index.ts";
import { compositionMutants } from "./composition/index.ts";
import { gradientPenaltyMutants } from "./gradient-penalty/index.ts";
import { linearMapMutants } from "./linear-map/index.ts";
import { lossMutants } from "./loss/index.ts";
import { metricMutants } from "./metric/index.ts";
import type { Mutant } from "./mutant.ts";
import { normCompositionMutants } from "./norm-composition/index.ts";
import { powerIterationMutants } from "./power-iteration/index.ts";
import { spectralNormMutants } from "./spectral-norm/index.ts";
import { stepMutants } from "./step/index.ts";
import { trainedCriticMutants } from "./trained-critic/index.ts";
import { trainingMutants } from "./training/index.ts";
import { weightClippingMutants } from "./weight-clipping/index.ts";
import { weightNormMutants } from "./weight-norm/index.ts";

/** Every version that is wrong on purpose. */
export const mutants: readonly Mutant[] = [
  ...powerIterationMutants,
  ...spectralNormMutants,
  ...weightClippingMutants,
  ...weightNormMutants,
  ...gradientPenaltyMutants,
  ...compositionMutants,
  ...lossMutants,
  ...stepMutants,
  ...trainingMutants,
  ...linearMapMutants,
  ...normCompositionMutants,
  ...certificateMutants,
  ...metricMutants,
  ...trainedCriticMutants,
  ...constraintMutants,
];
