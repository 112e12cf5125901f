import type { Mutant } from "../mutant.ts";
import { adjointShifted } from "./adjoint-shifted.ts";
import { adjointWithBias } from "./adjoint-with-bias.ts";
import { biasCounted } from "./bias-counted.ts";
import { editsTheLayer } from "./edits-the-layer.ts";
import { givenWeightsIgnored } from "./given-weights-ignored.ts";
import { paddingBeforeAndAfterSwapped } from "./padding-before-and-after-swapped.ts";

/** Wrong versions of layers as linear maps. */
export const linearMapMutants: readonly Mutant[] = [
  biasCounted,
  paddingBeforeAndAfterSwapped,
  adjointShifted,
  adjointWithBias,
  editsTheLayer,
  givenWeightsIgnored,
];
