import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const concatenationBySum: Mutant = mutantOf({
  name: "concatenation-by-sum",
  bug: "Branches side by side count as the sum of them: sound, and more than they make.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      mergeOf: (kind, bounds) => bounds.reduce((a, b) => a + b, 0) / (kind === "Average" ? bounds.length : 1),
    }),
  ),
});
