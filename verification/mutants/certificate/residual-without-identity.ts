import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { trainedTable } from "./tables.ts";

export const residualWithoutIdentity: Mutant = mutantOf({
  name: "residual-without-identity",
  bug: "A sum counts as its last branch: the 1 of the identity is forgotten.",
  table: trainedTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      mergeOf: (kind, bounds) => (kind === "Add" ? (bounds.at(-1) ?? 0) : Math.hypot(...bounds)),
    }),
  ),
});
