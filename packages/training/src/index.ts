/**
 * Losses, optimizer, training loop as an async iterable, checkpoints.
 * @packageDocumentation
 */
export {};
