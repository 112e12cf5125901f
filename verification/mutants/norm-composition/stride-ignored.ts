import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  windowOverlap: (kernelSize) => kernelSize,
};

export const strideIgnored: Mutant = mutantOf({
  name: "stride-ignored",
  bug: "κ is the window's size whatever the stride: sound, and too large by the stride.",
  table: normCompositionTable,
  subject,
});
