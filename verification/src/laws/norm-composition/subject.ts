import type {
  activationLipschitz,
  averagePoolingNorm,
  maxPoolingLipschitz,
  mergeLipschitz,
  operatorNormBracket,
  windowOverlap,
} from "@lipschitz-gan/certificates";
import type { networkBound } from "@lipschitz-gan/core";

/** How the norms of layers are bounded, and how they compose. */
export interface NormCompositionSubject {
  /** How many windows an entry can be in. */
  readonly windowOverlap: typeof windowOverlap;
  /** The norm of a convolution from that of its reshaped kernel. */
  readonly operatorNormBracket: typeof operatorNormBracket;
  /** Lipschitz constants of activations. */
  readonly activationLipschitz: typeof activationLipschitz;
  /** Norm of average pooling. */
  readonly averagePoolingNorm: typeof averagePoolingNorm;
  /** Lipschitz constant of max pooling. */
  readonly maxPoolingLipschitz: typeof maxPoolingLipschitz;
  /** Branches that come together. */
  readonly mergeLipschitz: typeof mergeLipschitz;
  /** A whole network. */
  readonly networkBound: typeof networkBound;
}
