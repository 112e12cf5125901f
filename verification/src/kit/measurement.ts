/** What one case showed about one law. */
export interface Measurement {
  /**
   * By how much the law is missed. The law holds where this is at most `allowed`; NaN breaks it. For an exact law a
   * count, such as the number of entries whose bits differ.
   */
  readonly observed: number;
  /** By how much it may be missed: a formula in roundoff, sizes and gaps; 0 for an exact law. */
  readonly allowed: number;
  /** What was compared, in a few words for a reader of a counterexample, such as `"σ̂ after 3 rounds"`. */
  readonly what: string;
}

/**
 * Whether a measurement is within what its law allows.
 *
 * @param measurement - what one case showed
 * @returns false for NaN on either side
 */
export function isWithin({ observed, allowed }: Measurement): boolean {
  return observed <= allowed;
}

/**
 * What was missed as a share of what may be missed: above 1 where the law is broken.
 *
 * @param measurement - what one case showed
 * @returns 0 for an exact law that holds, Infinity for one that does not, and for NaN
 */
export function ratioOf({ observed, allowed }: Measurement): number {
  if (Number.isNaN(observed) || Number.isNaN(allowed)) return Infinity;
  if (allowed <= 0) return observed <= allowed ? 0 : Infinity;
  return Math.max(0, observed) / allowed;
}
