import * as fc from "fast-check";
import { matrixOf } from "../../arbitraries/matrix-case.ts";
import { sizeOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { mirroredRounds } from "./support/amplified-error.ts";
import { distance, norm } from "./support/float64.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { normRoundoff } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { run } from "./support/tensors.ts";

/** How far a computed unit vector may be from its mirror: turned by the error, and of another length by the norm's rounding. */
export const oneRound: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, RunCase>({
  name: "one-round",
  statement: "One round is v ← Wᵀu / |Wᵀu|, then u ← Wv / |Wv| with the new v.",
  source: "Miyato et al. (2018), eq. 18 and algorithm 1, mirrored by loops in float64",
  cases: () => runCase(),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = knownMatrix(given.matrix);
    fc.pre(sigma1 > 0);
    const [rows, columns] = sizeOf(matrix);
    const start = await startOf(subject, matrix, given.start);
    const [mirror] = mirroredRounds(matrix, start, { rounds: 1, sigma1, error });
    const [found] = await run(subject, [matrix], [start], 1);
    fc.pre(mirror !== undefined && Number.isFinite(mirror.errorOfU)); // else u is orthogonal to all that counts
    const { u, v, errorOfU, errorOfV } = mirror;
    return [
      {
        observed: distance(found?.vectors.v[0] ?? [], v),
        allowed: errorOfV + normRoundoff(columns),
        what: "v after one round against float64",
      },
      {
        observed: distance(found?.vectors.u[0] ?? [], u),
        allowed: errorOfU + normRoundoff(rows),
        what: "u after one round against float64",
      },
    ];
  },
});

export const unitNorms: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, RunCase>({
  name: "unit-norms",
  statement: "u and v have unit norm after every round.",
  source: "normalisation in float32; see normRoundoff",
  cases: () => runCase({ maxRows: 64, maxColumns: 48 }),
  share: 0.5,
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const matrix = matrixOf(given.matrix);
    const [rows, columns] = sizeOf(matrix);
    const found = await run(subject, [matrix], [await startOf(subject, matrix, given.start)], 3);
    return found.flatMap(({ vectors: { u, v } }, i) => [
      { observed: Math.abs(norm(u[0] ?? []) - 1), allowed: normRoundoff(rows), what: `|u| - 1 after ${i + 1} rounds` },
      {
        observed: Math.abs(norm(v[0] ?? []) - 1),
        allowed: normRoundoff(columns),
        what: `|v| - 1 after ${i + 1} rounds`,
      },
    ]);
  },
});
