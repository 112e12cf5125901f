import { constrain, unconstrained } from "@lipschitz-gan/core";
import { buildCritic, criticCase, type CriticCase, criticLabels } from "../../arbitraries/critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { slopesAgainstBound } from "../trained-critic/slopes-against-bound.ts";
import type { NormCompositionSubject } from "./subject.ts";

/** No pair of points shows a slope above the bound of a network that is composed of the exact norms of its layers. */
export const networkPairs: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, CriticCase>({
  name: "network-pairs",
  statement: "|f(x) − f(y)| ≤ L |x − y| + rounding for pairs chosen to break it, in every architecture.",
  source: "composition of Lipschitz constants; rounding by the network of absolute values (Higham, section 3.1)",
  share: 0.5,
  cases: criticCase({ activations: ["relu", "leakyReLU"] }),
  labels: criticLabels,
  measure: ({ networkBound }, given) => {
    const critic = constrain(buildCritic(given), unconstrained());
    return slopesAgainstBound(networkBound, critic, given.seed);
  },
});
