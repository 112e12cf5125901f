/**
 * The command lipschitz-gan.
 * @packageDocumentation
 */
export {};
