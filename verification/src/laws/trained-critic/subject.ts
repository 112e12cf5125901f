import type { operatorNormBracket } from "@lipschitz-gan/certificates";
import type { networkBound } from "@lipschitz-gan/core";
import type { spectralMonitor } from "@lipschitz-gan/training";

/** What is said of trained critics; the backend that trains them is the one that runs. */
export interface TrainedCriticSubject {
  /** Estimates the largest singular values during training. */
  readonly spectralMonitor: typeof spectralMonitor;
  /** Bounds the norm of a convolution by that of its reshaped kernel. */
  readonly operatorNormBracket: typeof operatorNormBracket;
  /** Bounds a network by the norms of its layers. */
  readonly networkBound: typeof networkBound;
}
