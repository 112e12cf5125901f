import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { estimateError, normsRoundoff } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { type Round, run } from "./support/tensors.ts";

/**
 * The lengths α of the products of half rounds do not fall by more than 2ε, see `envelope`; from one estimate to the next are
 * two half rounds. The estimate itself, `|ûᵀWv|`, is within 2ε of `|Wv|` from below and no larger; the computed one is off by
 * the norms of its vectors and its own rounding, on both sides. That is `(4 + 2) ε`, twice the norms and both roundings.
 */
export const monotone: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, RunCase>({
  name: "monotone",
  statement: "The estimate does not fall from one round to the next.",
  source: "M(p) = Σ σᵢᵖ cᵢ² is log-convex, so M(4q) / M(4q-2) does not fall with q",
  cases: () => runCase(),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = knownMatrix(given.matrix);
    fc.pre(sigma1 > 0);
    const found = await run(subject, [matrix], [await startOf(subject, matrix, given.start)], 6);
    const own = ({ vectors: { u, v } }: Round): number => estimateError(matrix, u[0] ?? [], v[0] ?? []);
    return found.slice(1).map((after, i) => {
      const before = found[i] ?? after;
      return {
        observed: (before.estimate - after.estimate) / sigma1,
        allowed: 6 * error + 2 * normsRoundoff(matrix) + (own(before) + own(after)) / sigma1,
        what: `(σ̂ after ${i + 1} rounds - σ̂ after ${i + 2}) / σ₁`,
      };
    });
  },
});
