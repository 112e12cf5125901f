import { type Mutant, mutantOf } from "../mutant.ts";
import { hashModel } from "@lipschitz-gan/certificates";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresTheHashes: Mutant = mutantOf({
  name: "ignores-the-hashes",
  bug: "The checker does not compare the hashes of the weights.",
  table: checkerTable,
  subject: checkWith(async (certificate, _right, artifacts) => ({
    ...certificate,
    model: { ...certificate.model, ...(await hashModel(artifacts)) },
  })),
});
