/**
 * LipschitzConstraint, compose and constrain: Lipschitz constraints on any tf.LayersModel.
 * @packageDocumentation
 */
export { compose, type ComposeOptions } from "./compose.ts";
export { constrain, type ConstrainOptions } from "./constrain.ts";
export { type ConstrainedModel, type ForwardOptions, type ForwardPass } from "./constrained-model.ts";
export { type ConstrainedWeight } from "./constrained-weight.ts";
export { detach } from "./detach.ts";
export { DisposedError, NonFiniteError, ShapeError, WeakenedGuaranteeError } from "./errors.ts";
export { type Guarantee, type GuaranteedQuantity, type GuaranteeSense, type Promised } from "./guarantee.ts";
export { kernelMatrix, type KernelMatrix, type WeightKind } from "./kernel-matrix.ts";
export { layerMap, type LayerMapOptions } from "./linear-maps/layer-map.ts";
export { type LayerWeights, layerWeights, type WeightValues } from "./linear-maps/layer-weights.ts";
export { type LinearMap, linearMap, type LinearMapOptions } from "./linear-maps/linear-map.ts";
export {
  type BoundConstraint,
  type LipschitzConstraint,
  type NamedVariables,
  type PenaltyContext,
} from "./lipschitz-constraint.ts";
export { type ActivationConfig, activationLipschitz } from "./norms/activation-lipschitz.ts";
export { averagePoolingNorm } from "./norms/average-pooling-norm.ts";
export { batchNormalizationNorm, type BatchNormalizationScale } from "./norms/batch-normalization-norm.ts";
export { globalAveragePoolingNorm } from "./norms/global-average-pooling-norm.ts";
export { layerNormalizationLipschitz, type LayerNormalizationScale } from "./norms/layer-normalization-lipschitz.ts";
export { maxPoolingLipschitz } from "./norms/max-pooling-lipschitz.ts";
export { type MergeKind, mergeLipschitz } from "./norms/merge-lipschitz.ts";
export {
  type LayerBound,
  type NetworkBound,
  networkBound,
  type NetworkBoundOptions,
  type NormOf,
} from "./norms/network-bound.ts";
export { type ConvolutionGeometry, type NormBracket, operatorNormBracket } from "./norms/operator-norm-bracket.ts";
export { type PoolingWindow } from "./norms/pooling-window.ts";
export { type UpSamplingAxis, upSamplingNorm } from "./norms/up-sampling-norm.ts";
export { windowOverlap } from "./norms/window-overlap.ts";
export { powerIteration, singularValueEstimate, type SingularVectors, startVector } from "./power-iteration.ts";
export { createRng, type RandomStream, type Rng } from "./rng.ts";
export { Scope } from "./scope.ts";
export { shareOfK } from "./share-of-k.ts";
export { statelessBinding } from "./stateless-binding.ts";
export { unconstrained } from "./unconstrained.ts";
