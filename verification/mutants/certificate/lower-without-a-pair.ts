import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const lowerWithoutAPair: Mutant = mutantOf({
  name: "lower-without-a-pair",
  bug: "The lower bound is a little below the upper one, and the witness does not attain it.",
  table: issuerTable,
  subject: certifyWith((certificate) => ({
    ...certificate,
    lower: certificate.witness === null ? 0 : certificate.upper * 0.999,
  })),
});
