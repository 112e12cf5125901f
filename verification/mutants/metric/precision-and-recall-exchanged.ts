import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const precisionAndRecallExchanged: Mutant = mutantOf({
  name: "precision-and-recall-exchanged",
  bug: "Exchanges precision and recall.",
  table: neighbourTable,
  subject: {
    ...metrics,
    precisionRecall: (real, fake, dimension, options) => {
      const { precision, recall } = metrics.precisionRecall(real, fake, dimension, options);
      return { precision: recall, recall: precision };
    },
  },
});
