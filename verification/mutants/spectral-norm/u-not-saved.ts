import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  return {
    ...bound,
    state: () => Object.fromEntries(Object.entries(bound.state()).filter(([name]) => name.endsWith("/v"))),
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "u-not-saved",
  bug: "only v is part of the state, although u is what persists",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
