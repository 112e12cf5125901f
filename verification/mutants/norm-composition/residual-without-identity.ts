import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  networkBound: (model, options) => {
    const found = core.networkBound(model, options);
    const sums = found.layers.filter(({ kind }) => kind === "Add").length;
    return sums === 0 ? found : { ...found, bound: found.bound / 2 ** sums };
  },
};

export const residualWithoutIdentity: Mutant = mutantOf({
  name: "residual-without-identity",
  bug: "A residual block counts as its branch: the 1 of the identity is forgotten.",
  table: normCompositionTable,
  subject,
});
