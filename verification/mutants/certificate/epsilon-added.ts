import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const epsilonAdded: Mutant = mutantOf({
  name: "epsilon-added",
  bug: "A thousandth of a millionth is added to every bound, to be on the safe side: it does not scale with the weights.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { upperOf: ({ direction, upper }) => (direction === undefined ? upper : upper + 1e-9) }),
  ),
});
