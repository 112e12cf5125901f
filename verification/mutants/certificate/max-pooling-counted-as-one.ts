import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const maxPoolingCountedAsOne: Mutant = mutantOf({
  name: "max-pooling-counted-as-one",
  bug: "Max pooling counts as 1 where its windows overlap (gloro).",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      upperOf: ({ kind, upper }) => (kind.startsWith("MaxPooling") ? Math.min(1, upper) : upper),
    }),
  ),
});
