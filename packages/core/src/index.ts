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
export {
  type LayerBound,
  type NetworkBound,
  networkBound,
  type NetworkBoundOptions,
  type NormOf,
} from "./norms/network-bound.ts";
export { powerIteration, singularValueEstimate, type SingularVectors, startVector } from "./power-iteration.ts";
export { readWeights } from "./read-weights.ts";
export { createRng, type RandomStream, type Rng } from "./rng.ts";
export { Scope } from "./scope.ts";
export { shareOfK } from "./share-of-k.ts";
export { statelessBinding } from "./stateless-binding.ts";
export { weightOperator, type WeightOperator } from "./weight-operator.ts";
export { unconstrained } from "./unconstrained.ts";
