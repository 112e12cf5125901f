import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const concatenationByMaximum: Mutant = mutantOf({
  name: "concatenation-by-maximum",
  bug: "Branches side by side count as the largest of them.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      mergeOf: (kind, bounds) => (kind === "Add" ? bounds.reduce((a, b) => a + b, 0) : Math.max(...bounds)),
    }),
  ),
});
