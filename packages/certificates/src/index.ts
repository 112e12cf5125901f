/**
 * Lipschitz bounds that are sound under rounding, certificates, and their checker. No dependency on TensorFlow.js.
 * @packageDocumentation
 */
export { enclose } from "./evaluation/enclose.ts";
export { type Enclosure } from "./evaluation/enclosure.ts";
export { evaluate } from "./evaluation/evaluate.ts";
export { gradient, type ValueAndGradient } from "./evaluation/gradient.ts";
export { type FixedValues } from "./evaluation/internal/run-network.ts";
export { fromBase64, toBase64 } from "./format/base64.ts";
export { canonicalJson } from "./format/canonical-json.ts";
export {
  CERTIFICATE_CLAIM,
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  type Certificate,
  type CertifiedModel,
  type Direction,
  type LayerCertificate,
  type LocalBound,
  type MergeCertificate,
  type UpperMethod,
  type WeightHash,
  type Witness,
} from "./format/certificate.ts";
export { certify, type CertifyOptions, type WitnessEffort } from "./certify.ts";
export { checkCertificate, type CheckResult } from "./checker/check-certificate.ts";
export { certificateDigest, hashModel, type ModelHashes } from "./format/hash-model.ts";
export { type ModelArtifacts, type WeightSpec } from "./format/model-artifacts.ts";
export { sha256 } from "./format/sha256.ts";
export { convolutionUpper, type ConvolutionUpper, type ConvolutionUpperOptions } from "./linear/convolution-upper.ts";
export { gramIterationUpper } from "./linear/gram-iteration-upper.ts";
export { isNormBelow } from "./linear/is-norm-below.ts";
export { matrixUpper } from "./linear/matrix-upper.ts";
export { type Vectors } from "./linear/vectors.ts";
export { type ConvolutionAxis, type ConvolutionMap } from "./network/convolution-map.ts";
export { convolutionMapOf, type ConvolutionSettings } from "./network/convolution-map-of.ts";
export {
  type Action,
  type AxisBand,
  type AxisWindows,
  type BandsAction,
  type BatchNormalizationAction,
  type ConcatenationAction,
  type ConvolutionAction,
  type EmbeddingAction,
  type EntrywiseAction,
  type EntrywiseName,
  type FixedAction,
  type FixedInput,
  type GatherAction,
  type LayerNormalizationAction,
  type MaxPoolingAction,
  type MergeAction,
  type Network,
  type Operation,
  type ProjectionAction,
  type RescalingAction,
  type SoftmaxAction,
} from "./network/operation.ts";
export { readNetwork, type ReadNetworkOptions } from "./network/read-network.ts";
export { lengthUp, productUp, quotientUp, rootDown, rootUp, sumDown, sumOfUp, sumUp } from "./rounding/round-up.ts";
export { type ActivationConfig, activationLipschitz } from "./rules/activation-lipschitz.ts";
export { averagePoolingNorm } from "./rules/average-pooling-norm.ts";
export { averagingRows, type BandRow, interpolationRows } from "./rules/axis-rows.ts";
export { batchNormalizationNorm, type BatchNormalizationScale } from "./rules/batch-normalization-norm.ts";
export { globalAveragePoolingNorm } from "./rules/global-average-pooling-norm.ts";
export { layerNormalizationLipschitz, type LayerNormalizationScale } from "./rules/layer-normalization-lipschitz.ts";
export { maxPoolingLipschitz } from "./rules/max-pooling-lipschitz.ts";
export { type MergeKind, mergeLipschitz } from "./rules/merge-lipschitz.ts";
export { type ConvolutionGeometry, type NormBracket, operatorNormBracket } from "./rules/operator-norm-bracket.ts";
export { type PoolingWindow } from "./rules/pooling-window.ts";
export { type UpSamplingAxis, upSamplingNorm } from "./rules/up-sampling-norm.ts";
export { type Window } from "./rules/window.ts";
export { windowOverlap } from "./rules/window-overlap.ts";
export { wasserstein1Lower, type Wasserstein1Batches } from "./wasserstein1-lower.ts";
