import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const smallValuesAreZero: Mutant = mutantOf({
  name: "small-values-are-zero",
  bug: "Takes values below 1e-6 for zero.",
  table: spectrumTable,
  subject: {
    ...metrics,
    singularValues: (...matrix) => Array.from(metrics.singularValues(...matrix), (sigma) => (sigma < 1e-6 ? 0 : sigma)),
  },
});
