import { trainedCriticTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightVersion } from "./right-version.ts";

const BATCH_SIZE = 4;

export const boundOfTheBatchMean: Mutant = mutantOf({
  name: "bound-of-the-batch-mean",
  bug: "The constant of the mean score of a batch, in one of its samples, is told as that of the score: too small by n.",
  table: trainedCriticTable,
  subject: {
    ...rightVersion,
    networkBound: (model, options) => {
      const found = rightVersion.networkBound(model, options);
      return { ...found, bound: found.bound / BATCH_SIZE };
    },
  },
});
