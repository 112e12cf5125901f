/**
 * LipschitzConstraint, compose and constrain: Lipschitz constraints on any tf.LayersModel.
 * @packageDocumentation
 */
export { DisposedError, NonFiniteError, ShapeError, WeakenedGuaranteeError } from "./errors.ts";
export { createRng, type RandomStream, type Rng } from "./rng.ts";
export { Scope } from "./scope.ts";
