import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  activationLipschitz: (name, config) => (name === "sigmoid" ? 1 : certificates.activationLipschitz(name, config)),
};

export const sigmoidCountedAsOne: Mutant = mutantOf({
  name: "sigmoid-counted-as-one",
  bug: "Sigmoid gets the constant of tanh: sound, and four times too large.",
  table: normCompositionTable,
  subject,
});
