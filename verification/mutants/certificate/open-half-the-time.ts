import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const openHalfTheTime: Mutant = mutantOf({
  name: "open-half-the-time",
  bug: "ReLU counts as 1/√2, since half of the units are open in the mean.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { upperOf: ({ kind, upper }) => (kind === "relu" ? upper / Math.SQRT2 : upper) }),
  ),
});
