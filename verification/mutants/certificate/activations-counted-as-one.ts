import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

const ACTIVATIONS = new Set(["swish", "gelu", "gelunew", "mish", "selu"]);

export const activationsCountedAsOne: Mutant = mutantOf({
  name: "activations-counted-as-one",
  bug: "Every activation counts as 1, swish, GELU and SELU, too.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { upperOf: ({ kind, upper }) => (ACTIVATIONS.has(kind) ? 1 : upper) }),
  ),
});
