import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  activationLipschitz: () => 1,
};

export const swishCountedAsOne: Mutant = mutantOf({
  name: "swish-counted-as-one",
  bug: "Every activation is taken to be 1-Lipschitz; swish, mish, selu are not (ECLipsE has too small slopes for SiLU).",
  table: normCompositionTable,
  subject,
});
