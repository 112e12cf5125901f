import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** Right when it stands alone; after another parametrization it undoes that. */
export const mutant: Mutant = constraintMutant(
  "reads-the-variable",
  "parametrize normalises weight.variable in place of the value that it is given, so it ignores what was composed before it.",
  () => frobenius({ parametrize: ({ variable }) => tf.div(variable, atLeastOne(variable)) }),
);
