import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  operatorNormBracket: (geometry) => ({ ...certificates.operatorNormBracket(geometry), upper: geometry.reshapedNorm }),
};

export const windowsNotCounted: Mutant = mutantOf({
  name: "windows-not-counted",
  bug: "The norm of a convolution is taken to be that of its reshaped kernel: √(κh κw) is missing (every SN-GAN code base).",
  table: normCompositionTable,
  subject,
});
