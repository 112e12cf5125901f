/** A field in which two scores differ. */
export interface ScoreMismatch {
  /** Where it is, such as `"protocol.extractor.sha256"`. */
  readonly field: string;
  /** What the first score has there; `undefined` if it has no such field. */
  readonly a: unknown;
  /** What the second score has there; `undefined` if it has no such field. */
  readonly b: unknown;
}

/**
 * Thrown when two scores that were not measured in the same way are compared.
 *
 * @example
 * ```ts
 * import { ScoreMismatchError } from "@lipschitz-gan/metrics";
 *
 * const error = new ScoreMismatchError([{ field: "protocol.nFake", a: 5000, b: 10000 }]);
 * error.mismatches.length; // => 1
 * error.code; // => "ERR_SCORE_MISMATCH"
 * ```
 */
export class ScoreMismatchError extends Error {
  override readonly name = "ScoreMismatchError";
  /** Stable code for programs: `"ERR_SCORE_MISMATCH"`. */
  readonly code = "ERR_SCORE_MISMATCH";
  /** Every field that differs. */
  readonly mismatches: readonly ScoreMismatch[];
  /**
   * @param mismatches - every field that differs, at least one
   */
  constructor(mismatches: readonly ScoreMismatch[]) {
    const list = mismatches.map(({ field, a, b }) => `${field} ${shown(a)} and ${shown(b)}`);
    super(`compareScores: scores must be measured in the same way, received ${list.join("; ")}; measure both anew`);
    this.mismatches = mismatches;
  }
}

/** A value as JSON; `none` where there is no such field. */
const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));
