import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  activationLipschitz: (name, config) =>
    name === "leakyReLU" && Number(config?.alpha) < 0 ? 1 : certificates.activationLipschitz(name, config),
};

export const negativeSlopeByItsSign: Mutant = mutantOf({
  name: "negative-slope-by-its-sign",
  bug: "max(1, α) in place of max(1, |α|).",
  table: normCompositionTable,
  subject,
});
