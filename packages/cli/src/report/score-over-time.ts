import type { ScoreMismatch } from "@lipschitz-gan/metrics";
import { protocolDifferences } from "./protocol-differences.ts";
import type { ScoreCurve } from "./read-scores.ts";
import type { ShownScore, Measured } from "./score-schema.ts";

/** A score over the steps: the values of the protocol that counts, and those that cannot be compared with them. */
export interface ScoreOverTime {
  /** The score's name. */
  readonly name: string;
  /** The metric in it. */
  readonly metric: string;
  /** The curve of the last protocol. */
  readonly current: ScoreCurve;
  /** Curves of earlier protocols. */
  readonly earlier: readonly ScoreCurve[];
  /** What real samples get, and where its protocol is another than that of the curve. */
  readonly floor?: { readonly score: Measured; readonly differences: readonly ScoreMismatch[] };
}

/**
 * Gathers what there is of a score.
 *
 * @param metric - the metric
 * @param extractor - in whose features
 * @param curves - all curves, in the order in which they begin
 * @param evaluated - the scores of the evaluation, of which the floor is taken where the curve has none of its own
 * @returns nothing where it was not measured over the steps
 */
export function scoreOverTime(
  metric: string,
  extractor: string,
  curves: readonly ScoreCurve[],
  evaluated: readonly ShownScore[],
): ScoreOverTime | undefined {
  const name = `${metric}-${extractor}`;
  const own = curves.filter((curve) => curve.name === name);
  const current = own.at(-1);
  if (current === undefined) return undefined;
  const score = current.floor ?? evaluated.find((each) => each.name === name)?.floor;
  const floor = score && { score, differences: protocolDifferences(score.protocol, current.protocol) };
  return { name, metric, current, earlier: own.slice(0, -1), ...(floor && { floor }) };
}
