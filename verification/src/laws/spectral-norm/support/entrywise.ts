import { type Measurement, ratioOf } from "../../../kit/measurement.ts";

/** One number that is compared with another. */
export interface Compared {
  readonly found: number;
  readonly wanted: number;
  readonly allowed: number;
}

/**
 * The entry that comes nearest to its limit, or beyond it.
 *
 * @param entries - at least one
 * @param what - what they are entries of
 */
export function worstEntry(entries: readonly Compared[], what: string): Measurement {
  const measured = entries.map(({ found, wanted, allowed }, i) => ({
    observed: found === wanted ? 0 : Math.abs(found - wanted), // infinities of one sign are the same
    allowed,
    what: `${what}, entry ${i}: ${found} against ${wanted}`,
  }));
  return measured.reduce((one, other) => (ratioOf(other) > ratioOf(one) ? other : one));
}
