import { type Mutant, mutantOf } from "../mutant.ts";
import * as certificates from "@lipschitz-gan/certificates";
import { checkerTable } from "./tables.ts";

export const refusesWithoutAReason: Mutant = mutantOf({
  name: "refuses-without-a-reason",
  bug: "The checker refuses without saying why.",
  table: checkerTable,
  subject: {
    ...certificates,
    checkCertificate: async (given, artifacts) => {
      const { valid } = await certificates.checkCertificate(given, artifacts);
      return { valid };
    },
  },
});
