import { type Mutant, mutantOf } from "../mutant.ts";
import * as certificates from "@lipschitz-gan/certificates";
import { checkerTable } from "./tables.ts";

export const acceptsEverything: Mutant = mutantOf({
  name: "accepts-everything",
  bug: "The checker accepts everything.",
  table: checkerTable,
  subject: { ...certificates, checkCertificate: () => Promise.resolve({ valid: true }) },
});
