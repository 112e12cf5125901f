import { type Mutant, mutantOf } from "../mutant.ts";
import * as certificates from "@lipschitz-gan/certificates";
import { checkerTable } from "./tables.ts";

export const throwsOnBadText: Mutant = mutantOf({
  name: "throws-on-bad-text",
  bug: "Text that is no JSON makes the checker throw.",
  table: checkerTable,
  subject: {
    ...certificates,
    checkCertificate: async (given, artifacts) => {
      const value: unknown = typeof given === "string" ? JSON.parse(given) : given;
      return await certificates.checkCertificate(value, artifacts);
    },
  },
});
