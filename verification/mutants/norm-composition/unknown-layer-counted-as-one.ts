import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  networkBound: (model, options) => {
    try {
      return core.networkBound(model, options);
    } catch {
      return { bound: 1, layers: [] };
    }
  },
};

export const unknownLayerCountedAsOne: Mutant = mutantOf({
  name: "unknown-layer-counted-as-one",
  bug: "A layer without a rule counts as 1 (gloro, with a printed warning).",
  table: normCompositionTable,
  subject,
});
