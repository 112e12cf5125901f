import { gradientPenalty } from "@lipschitz-gan/regularizers";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** Whoever looks at the batch next, another penalty for instance, finds it gone. */
export const mutant: Mutant = constraintMutant(
  "disposes-the-batch",
  "The penalty frees the batches that it was lent, to be tidy.",
  () => {
    const right = gradientPenalty();
    return {
      ...right,
      bind: (weights, rng) => {
        const bound = right.bind(weights, rng);
        return {
          ...bound,
          penalty: (context) => {
            const value = bound.penalty!(context); // gradientPenalty has one
            context.real.dispose();
            context.fake.dispose();
            return value;
          },
        };
      },
    };
  },
);
