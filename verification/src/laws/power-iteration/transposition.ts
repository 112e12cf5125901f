import * as fc from "fast-check";
import { transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { norm, times } from "./support/float64.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { normsRoundoff, worstEstimateError } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { run } from "./support/tensors.ts";

interface TranspositionCase extends RunCase {
  readonly warmUp: number;
}

/**
 * Let v come from a round on W. A round on Wᵀ from v goes to `Wv / |Wv|` and estimates the length of Wᵀ on it, which is the
 * half round after that of σ̂ = |Wv|, and before that of the next σ̂. Lengths do not fall by more than 2ε a half round
 * (see `envelope`); the run on Wᵀ computes its `Wv / |Wv|` anew, which is off that of the run on W by twice `ε σ₁ / |Wv|`.
 * Each estimate is off its length by 2ε, the norms and its own rounding.
 */
export const transposition: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, TranspositionCase>({
  name: "transposition",
  statement: "The estimate for Wᵀ from v lies between those for W before and after one more round.",
  source: "W and Wᵀ have the same singular values; the rounds of the two interlace",
  cases: () => joined(runCase(), fc.record({ warmUp: fc.integer({ min: 1, max: 6 }) })),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = knownMatrix(given.matrix);
    fc.pre(sigma1 > 0);
    const found = await run(subject, [matrix], [await startOf(subject, matrix, given.start)], given.warmUp + 1);
    const [before, after] = found.slice(-2);
    const v = before?.vectors.v[0] ?? [];
    const [crossed] = await run(subject, [transposed(matrix)], [v], 1);
    const [low, high, middle] = [before, after, crossed].map((round) => round?.estimate ?? Number.NaN);
    const length = norm(times(matrix, v)) / sigma1;
    const each = 2 * error + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1);
    const allowed = 2 * each + 2 * error + (2 * error) / Math.max(length - error, 0);
    return [
      { observed: ((low ?? 0) - (middle ?? 0)) / sigma1, allowed, what: "σ̂(W) - σ̂(Wᵀ), over σ₁" },
      { observed: ((middle ?? 0) - (high ?? 0)) / sigma1, allowed, what: "σ̂(Wᵀ) - σ̂(W) of the next round, over σ₁" },
    ];
  },
});
