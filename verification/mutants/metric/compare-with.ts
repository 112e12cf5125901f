import * as metrics from "@lipschitz-gan/metrics";
import type { Score } from "@lipschitz-gan/metrics";
import type { MetricSubject } from "@lipschitz-gan/verification";

type Comparison = ReturnType<MetricSubject["compareScores"]>;

/**
 * Metrics whose comparison does not see some difference of protocols: the second score is given the first one's, where
 * they are blind.
 *
 * @param blind - the second score as it is seen
 */
export function compareBlind(blind: (a: Score, b: Score) => Score): MetricSubject {
  return { ...metrics, compareScores: (a, b) => metrics.compareScores(a, blind(a, b)) };
}

/**
 * Metrics whose comparison comes out otherwise.
 *
 * @param change - what becomes of the right one
 */
export function compareChanged(change: (comparison: Comparison, a: Score, b: Score) => Comparison): MetricSubject {
  return { ...metrics, compareScores: (a, b) => change(metrics.compareScores(a, b), a, b) };
}
