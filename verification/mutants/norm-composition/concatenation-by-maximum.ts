import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  mergeLipschitz: (kind, constants) =>
    kind === "concatenation" ? Math.max(...constants) : certificates.mergeLipschitz(kind, constants),
};

export const concatenationByMaximum: Mutant = mutantOf({
  name: "concatenation-by-maximum",
  bug: "Branches of one input are taken for branches of different inputs, whose norm is the largest.",
  table: normCompositionTable,
  subject,
});
