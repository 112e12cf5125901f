import { type Mutant, mutantOf } from "../mutant.ts";
import * as certificates from "@lipschitz-gan/certificates";
import { distanceTable } from "./tables.ts";

export const distanceNotDivided: Mutant = mutantOf({
  name: "distance-not-divided",
  bug: "The lower bound on the Wasserstein distance is not divided by the Lipschitz bound.",
  table: distanceTable,
  subject: {
    ...certificates,
    wasserstein1Lower: (artifacts, { upper, ...sets }) =>
      certificates.wasserstein1Lower(artifacts, { ...sets, upper: Math.min(1, upper) }),
  },
});
