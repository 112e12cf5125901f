import type { LipschitzConstraint } from "@lipschitz-gan/core";
import type { SpectralNormOptions } from "@lipschitz-gan/regularizers";

/**
 * Spectral normalisation as `@lipschitz-gan/regularizers` has it. Its state is known by name: `<weight>/u`, the left vectors of
 * all blocks, and `<weight>/v`, the right ones.
 */
export interface SpectralNormFactory {
  /** Makes the constraint. */
  readonly make: (options?: SpectralNormOptions) => LipschitzConstraint;
}
