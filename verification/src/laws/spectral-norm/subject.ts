import type { LipschitzConstraint } from "@lipschitz-gan/core";
import type { SpectralNormMode, SpectralNormOptions } from "@lipschitz-gan/regularizers";

/**
 * Spectral normalisation as `@lipschitz-gan/regularizers` has it. Its state is known by name: `<weight>/u`, the left
 * vectors of all blocks, and `<weight>/v`, the right ones; at further places of a layer, for the modes that know of places,
 * `<weight>/u_1` and so on.
 */
export interface SpectralNormFactory {
  /** Makes the constraint. */
  readonly make: (options?: SpectralNormOptions) => LipschitzConstraint;
  /** What it divides by; `"sn-gan"` unless given. */
  readonly mode?: SpectralNormMode;
}

/** Whether W̄ follows from u and v: in the modes that divide by an estimate. */
export function dividesByEstimate({ mode }: SpectralNormFactory): boolean {
  return mode !== "certified";
}

/** Whether it is the reshaped kernel that is normalised. */
export function isReshaped({ mode = "sn-gan" }: SpectralNormFactory): boolean {
  return mode === "sn-gan";
}
