import * as fc from "fast-check";
import { rowsOf, sizeOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { bilinear } from "./support/float64.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { estimateError } from "./support/roundoff.ts";
import { startCase, startOf } from "./support/start-case.ts";
import { blockTensor, leftTensor, rightTensor, values } from "./support/tensors.ts";

interface ValueCase extends RunCase {
  readonly right: RunCase["start"];
}

export const estimateValue: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, ValueCase>({
  name: "estimate-value",
  statement: "The estimate is |uᵀWv| for any unit vectors u and v, converged or not.",
  source: "Miyato et al. (2018), eq. 19; the error of two nested dot products",
  cases: () => joined(runCase(), fc.record({ right: startCase() })),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix } = knownMatrix(given.matrix);
    const [rows, columns] = sizeOf(matrix);
    const u = await startOf(subject, matrix, given.start);
    const v = await startOf(
      subject,
      rowsOf(columns, rows, () => 0),
      given.right,
    );
    const vectors = { u: leftTensor([u]), v: rightTensor([v]) };
    const [estimate = Number.NaN] = await values(subject.singularValueEstimate(blockTensor([matrix]), vectors));
    const exact = Math.abs(bilinear(matrix, u, v));
    return [
      {
        observed: Math.abs(estimate - exact),
        allowed: estimateError(matrix, u, v),
        what: `σ̂ against |uᵀWv| = ${exact}`,
      },
    ];
  },
});
