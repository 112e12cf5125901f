/**
 * Spectral norm, weight clipping, gradient penalty and weight norm as composable constraints.
 * @packageDocumentation
 */
export {};
