import type { Mutant } from "../mutant.ts";
import { clipping } from "./clipping.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** Ones with a -2 in a corner: clipped at one, their spectral norm goes from 2.45 to 2.56. */
export const mutant: Mutant = constraintMutant(
  "preserves-too-much",
  "Clipping says that it preserves the spectral norm, which seems clear and is false, so compose would allow it after a normalisation.",
  () => clipping({ preserves: ["entry", "row-norm", "spectral-norm"] }),
);
