import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const entropyInBits: Mutant = mutantOf({
  name: "entropy-in-bits",
  bug: "Takes the entropy in bits and its exponential to base e.",
  table: spectrumTable,
  subject: {
    ...metrics,
    spectrumEntropy: (values) => metrics.spectrumEntropy(values) / Math.LN2,
    effectiveRank: (values) => Math.exp(Math.log(Math.max(1, metrics.effectiveRank(values))) / Math.LN2),
  },
});
