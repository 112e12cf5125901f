import * as metrics from "@lipschitz-gan/metrics";
import { singularValuesByEigs } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const valuesByGram: Mutant = mutantOf({
  name: "values-by-gram",
  bug: "Takes roots of the eigenvalues of W Wᵀ, so that small values are lost.",
  table: spectrumTable,
  subject: {
    ...metrics,
    singularValues: (matrix, rows, columns) => {
      metrics.singularValues(matrix, rows, columns); // refuses what is to be refused
      return singularValuesByEigs(matrix, rows, columns);
    },
  },
});
