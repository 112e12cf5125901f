/**
 * What the bindings of spectral normalisation are given.
 *
 * @internal
 */
export interface SpectralNormSettings {
  /** The norm that each weight is to have. */
  readonly scale: number;
  /** Rounds of power iteration a step. */
  readonly powerIterations: number;
}
