import { choiceCases } from "./cases/choices.ts";
import { comparisonCases } from "./cases/comparisons.ts";
import { convolutionCases } from "./cases/convolutions.ts";
import { emptyCases } from "./cases/empty.ts";
import { entrywiseCases } from "./cases/entrywise.ts";
import { fusedCases } from "./cases/fused.ts";
import { normalisationCases } from "./cases/normalisation.ts";
import { pairCases } from "./cases/pairs.ts";
import { poolingCases } from "./cases/pooling.ts";
import { productCases } from "./cases/products.ts";
import { rearrangementCases } from "./cases/rearrangements.ts";
import { reductionCases } from "./cases/reductions.ts";
import { resizingCases } from "./cases/resizing.ts";
import { sharingCases } from "./cases/sharing.ts";
import { specialValueCases } from "./cases/special-values.ts";
import { stepCases } from "./cases/steps.ts";
import { volumeCases } from "./cases/volumes.ts";
import type { ConformanceCase } from "./trial/trial.ts";

/** The suite: every kernel and gradient that training uses, by family. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...entrywiseCases,
  ...pairCases,
  ...productCases,
  ...convolutionCases,
  ...volumeCases,
  ...fusedCases,
  ...poolingCases,
  ...normalisationCases,
  ...reductionCases,
  ...rearrangementCases,
  ...resizingCases,
  ...comparisonCases,
  ...choiceCases,
  ...sharingCases,
  ...stepCases,
  ...emptyCases,
  ...specialValueCases,
];
