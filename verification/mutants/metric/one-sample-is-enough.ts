import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const oneSampleIsEnough: Mutant = mutantOf({
  name: "one-sample-is-enough",
  bug: "Gives one sample a covariance of zero.",
  table: statisticsTable,
  subject: {
    ...metrics,
    accumulateStatistics: (dimension) => {
      const right = metrics.accumulateStatistics(dimension);
      return {
        add: (features) => right.add(features),
        finish: () =>
          right.count === 1
            ? { count: 1, dimension, mean: new Float64Array(dimension), covariance: new Float64Array(dimension ** 2) }
            : right.finish(),
      };
    },
  },
});
