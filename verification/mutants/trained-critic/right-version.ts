import { operatorNormBracket } from "@lipschitz-gan/certificates";
import { networkBound } from "@lipschitz-gan/core";
import { spectralMonitor } from "@lipschitz-gan/training";
import type { TrainedCriticSubject } from "@lipschitz-gan/verification";

/** What is right; each mutant replaces one part. */
export const rightVersion: TrainedCriticSubject = { spectralMonitor, operatorNormBracket, networkBound };
