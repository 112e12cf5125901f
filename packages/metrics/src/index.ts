/**
 * Metrics of generative models, each a value with its protocol.
 * @packageDocumentation
 */
export {};
