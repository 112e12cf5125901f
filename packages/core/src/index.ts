/**
 * LipschitzConstraint, compose and constrain: Lipschitz constraints on any tf.LayersModel.
 * @packageDocumentation
 */
export {};
