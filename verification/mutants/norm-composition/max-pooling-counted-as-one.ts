import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  maxPoolingLipschitz: () => 1,
};

export const maxPoolingCountedAsOne: Mutant = mutantOf({
  name: "max-pooling-counted-as-one",
  bug: "Max pooling is 1-Lipschitz only where windows do not overlap (gloro).",
  table: normCompositionTable,
  subject,
});
