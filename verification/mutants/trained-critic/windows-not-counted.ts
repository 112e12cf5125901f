import { trainedCriticTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightVersion } from "./right-version.ts";

export const windowsNotCounted: Mutant = mutantOf({
  name: "windows-not-counted",
  bug: "The norm of a trained convolution is bounded by that of its reshaped kernel: √(κh κw) is missing.",
  table: trainedCriticTable,
  subject: {
    ...rightVersion,
    operatorNormBracket: ({ reshapedNorm }) => ({ lower: reshapedNorm, upper: reshapedNorm }),
  },
});
