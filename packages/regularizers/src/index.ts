/**
 * Spectral norm, weight clipping, gradient penalty and weight norm as composable constraints.
 * @packageDocumentation
 */
export { gradientPenalty, type GradientPenaltyOptions } from "./gradient-penalty.ts";
export { spectralNorm, type SpectralNormMode, type SpectralNormOptions } from "./spectral-norm.ts";
export { weightClipping, type WeightClippingOptions } from "./weight-clipping.ts";
export { weightNorm, type WeightNormOptions } from "./weight-norm.ts";
