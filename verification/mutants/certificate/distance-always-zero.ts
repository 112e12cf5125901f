import { type Mutant, mutantOf } from "../mutant.ts";
import * as certificates from "@lipschitz-gan/certificates";
import { distanceTable } from "./tables.ts";

export const distanceAlwaysZero: Mutant = mutantOf({
  name: "distance-always-zero",
  bug: "The lower bound on the Wasserstein distance is always 0: true, and of no use.",
  table: distanceTable,
  subject: { ...certificates, wasserstein1Lower: () => 0 },
});
