import { weightClipping } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** The projection runs every tenth time only, to save work, and promises what it promised. */
export const mutant: Mutant = mutantOf({
  name: "projects-every-tenth-step",
  bug: "The projection runs every tenth time only, to save work, and promises what it promised.",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(weightClipping({ c: 0.1 }), (bound) => {
        let calls = 0;
        return { project: (weight) => void (calls++ % 10 === 0 && bound.project?.(weight)) };
      }),
  },
});
