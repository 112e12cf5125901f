import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const batchNormalizationIgnored: Mutant = mutantOf({
  name: "batch-normalization-ignored",
  bug: "Batch normalisation counts as 1, whatever its gains and variances.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { upperOf: ({ kind, upper }) => (kind === "BatchNormalization" ? 1 : upper) }),
  ),
});
