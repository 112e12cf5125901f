import { statelessBinding } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** The vectors move after the step, and a projection that is called twice, or not at all, makes another run. */
export const mutant: Mutant = constraintMutant(
  "state-moves-in-project",
  "Power iteration runs in project, after the step, since that is where the fresh weights are.",
  () => {
    const right = spectralNorm();
    return {
      ...right,
      bind: (weights, rng) => {
        const bound = right.bind(weights, rng);
        return {
          ...statelessBinding({
            parametrize: (weight, value) => bound.parametrize!(weight, value), // spectralNorm has both
            project: (weight) => bound.update!(weight, weight.variable),
          }),
          state: () => bound.state(),
          dispose: () => bound.dispose(),
        };
      },
    };
  },
);
