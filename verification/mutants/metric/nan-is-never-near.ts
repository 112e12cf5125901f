import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

function isFinite(features: ArrayLike<number>): boolean {
  return Array.from(features).every(Number.isFinite);
}

export const nanIsNeverNear: Mutant = mutantOf({
  name: "nan-is-never-near",
  bug: "Lets NaN pass: no comparison with it is true, so that such a sample is simply not near.",
  table: neighbourTable,
  subject: {
    ...metrics,
    densityCoverage: (real, fake, dimension, options) =>
      isFinite(real) && isFinite(fake)
        ? metrics.densityCoverage(real, fake, dimension, options)
        : { density: 0, coverage: 0 },
  },
});
