import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  networkBound: (model, options) => {
    const found = core.networkBound(model, options);
    const merges = new Set(["Add", "Concatenate"]);
    return {
      ...found,
      bound: found.layers
        .filter(({ kind }) => !merges.has(kind))
        .reduce((product, { constant }) => product * constant, 1),
    };
  },
};

export const productOfAllLayers: Mutant = mutantOf({
  name: "product-of-all-layers",
  bug: "Branches are multiplied as if they stood one after the other: the product over `model.layers`.",
  table: normCompositionTable,
  subject,
});
