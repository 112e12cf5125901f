import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { estimateError, normsRoundoff } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { run } from "./support/tensors.ts";

interface LowerBoundCase extends RunCase {
  readonly rounds: number;
}

/**
 * `|uᵀWv| <= |u| |v| σ₁`, with norms within `normsRoundoff` of 1, plus what the computation of `uᵀWv` itself loses.
 */
export const lowerBound: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, LowerBoundCase>({
  name: "lower-bound",
  statement: "The estimate never exceeds the largest singular value, from any start, after any number of rounds.",
  source: "|uᵀWv| ≤ |u| |W|₂ |v|; Miyato et al. (2018), eq. 19",
  cases: () => joined(runCase(), fc.record({ rounds: fc.integer({ min: 1, max: 8 }) })),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1 } = knownMatrix(given.matrix);
    const found = await run(subject, [matrix], [await startOf(subject, matrix, given.start)], given.rounds);
    return found.map(({ estimate, vectors: { u, v } }, i) => ({
      observed: estimate - sigma1,
      allowed: normsRoundoff(matrix) * sigma1 + (sigma1 === 0 ? 0 : estimateError(matrix, u[0] ?? [], v[0] ?? [])),
      what: `σ̂ - σ₁ after ${i + 1} rounds, σ₁ = ${sigma1}`,
    }));
  },
});
