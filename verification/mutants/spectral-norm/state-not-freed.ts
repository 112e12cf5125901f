import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  const dispose = (): void => {
    for (const [name, variable] of Object.entries(bound.state())) if (name.endsWith("/u")) variable.dispose();
  };
  return { ...bound, dispose, [Symbol.dispose]: dispose };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "state-not-freed",
  bug: "dispose forgets v",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
