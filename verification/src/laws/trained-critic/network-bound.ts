import { defineLaw, type Law } from "../../kit/define-law.ts";
import { slopesAgainstBound } from "./slopes-against-bound.ts";
import type { TrainedCriticSubject } from "./subject.ts";
import { trainCritic } from "./train-critic.ts";
import { type TrainedCase, trainedCase, trainedLabels } from "./trained-case.ts";

/** No pair of points shows a slope above the bound. */
export const networkBoundHolds: Law<TrainedCriticSubject> = defineLaw<TrainedCriticSubject, TrainedCase>({
  name: "network-bound",
  statement:
    "After training, |f(x) − f(y)| ≤ L |x − y| + rounding for pairs chosen to break it, L from exact layer norms.",
  source: "composition of Lipschitz constants; rounding by the network of absolute values (Higham, section 3.1)",
  share: 0.2,
  cases: trainedCase({ activations: ["relu", "leakyReLU"] }),
  labels: trainedLabels,
  measure: async (subject, given) => {
    const critic = await trainCritic(given);
    return slopesAgainstBound(subject.networkBound, critic, given.seed);
  },
});
