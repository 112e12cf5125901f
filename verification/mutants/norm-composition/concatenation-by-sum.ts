import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  mergeLipschitz: (kind, constants) => certificates.mergeLipschitz(kind === "concatenation" ? "sum" : kind, constants),
};

export const concatenationBySum: Mutant = mutantOf({
  name: "concatenation-by-sum",
  bug: "Branches are added up before they are joined: sound, and too large.",
  table: normCompositionTable,
  subject,
});
