import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const recallByRealBalls: Mutant = mutantOf({
  name: "recall-by-real-balls",
  bug: "Counts real samples in real balls for recall.",
  table: neighbourTable,
  subject: {
    ...metrics,
    precisionRecall: (real, fake, dimension, options) => ({
      ...metrics.precisionRecall(real, fake, dimension, options),
      recall: metrics.densityCoverage(real, fake, dimension, options).coverage,
    }),
  },
});
