import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  return {
    ...bound,
    state: () => Object.fromEntries(Object.entries(bound.state()).map(([name, variable]) => [swapped(name), variable])),
  };
}

function swapped(name: string): string {
  return name.replace(/[uv]$/, (kind) => (kind === "u" ? "v" : "u"));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "vectors-swapped-in-the-state",
  bug: "u is saved under the name of v and v under that of u",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
