import { compareScores, type Protocol, type ScoreMismatch, ScoreMismatchError } from "@lipschitz-gan/metrics";

/** The most differences that are told. */
const mostTold = 4;

/**
 * In what two protocols differ; values that were measured under them can be compared only if it is in nothing.
 *
 * @param a - a protocol
 * @param b - another one
 * @returns the fields, as {@link compareScores} names them
 */
export function protocolDifferences(a: Protocol, b: Protocol): readonly ScoreMismatch[] {
  try {
    compareScores(scoreOf(a), scoreOf(b));
    return [];
  } catch (error) {
    if (error instanceof ScoreMismatchError) return error.mismatches;
    throw error;
  }
}

/**
 * Differences of protocols in words.
 *
 * @param differences - at least one
 * @returns such as "nFake 10000 instead of 2000"
 */
export function differencesText(differences: readonly ScoreMismatch[]): string {
  const told = differences.slice(0, mostTold).map(({ field, a, b }) => {
    return `${field.replace("protocol.", "")} ${shortText(a)} instead of ${shortText(b)}`;
  });
  return [...told, ...(differences.length > mostTold ? ["…"] : [])].join(", ");
}

/** One name and value for all: only the protocols are to be compared. */
function scoreOf(protocol: Protocol): Parameters<typeof compareScores>[0] {
  return { name: "FID-any", value: 0, protocol };
}

/** A hash is told by its beginning, a field that is not there by a word. */
function shortText(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}
