import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const valuesRising: Mutant = mutantOf({
  name: "values-rising",
  bug: "Gives the singular values in rising order.",
  table: spectrumTable,
  subject: { ...metrics, singularValues: (...matrix) => Array.from(metrics.singularValues(...matrix)).reverse() },
});
