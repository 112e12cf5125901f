import { spectralNorm } from "@lipschitz-gan/regularizers";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

const nothing = (): void => {};

/** Every critic that was ever made leaves its vectors behind. */
export const mutant: Mutant = constraintMutant(
  "never-disposed",
  "dispose does nothing: the variables of the binding outlive it.",
  () => {
    const right = spectralNorm();
    return {
      ...right,
      bind: (weights, rng) => ({ ...right.bind(weights, rng), dispose: nothing, [Symbol.dispose]: nothing }),
    };
  },
);
