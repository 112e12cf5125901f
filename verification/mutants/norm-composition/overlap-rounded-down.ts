import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  windowOverlap: (kernelSize, stride) => Math.max(1, Math.floor(kernelSize / stride)),
};

export const overlapRoundedDown: Mutant = mutantOf({
  name: "overlap-rounded-down",
  bug: "κ is ⌊k / s⌋: off by one wherever the stride does not divide the window.",
  table: normCompositionTable,
  subject,
});
