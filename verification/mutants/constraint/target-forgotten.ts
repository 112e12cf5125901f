import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { normsOf, penaltyOnGradients } from "./gradient-penalty.ts";

/** At rest at zero, and not at one: a zero-centred penalty under another name. */
export const mutant: Mutant = constraintMutant(
  "target-forgotten",
  "mean ‖∇D‖² in place of mean (‖∇D‖ - k)²: a zero-centred penalty that promises k.",
  () => penaltyOnGradients(normsOf),
);
