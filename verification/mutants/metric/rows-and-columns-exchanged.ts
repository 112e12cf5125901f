import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const rowsAndColumnsExchanged: Mutant = mutantOf({
  name: "rows-and-columns-exchanged",
  bug: "Takes the matrix column by column.",
  table: spectrumTable,
  subject: { ...metrics, singularValues: (matrix, rows, columns) => metrics.singularValues(matrix, columns, rows) },
});
