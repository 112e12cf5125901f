import * as fc from "fast-check";
import { sizeOf, squareSum, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { u32 } from "../weights/rounding.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { mirroredRounds } from "./support/amplified-error.ts";
import { distance, times } from "./support/float64.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { normRoundoff, normsRoundoff, worstEstimateError } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { firstAxis, run } from "./support/tensors.ts";
import { orthogonal, product, rounded, type TransformKind } from "./support/transform-case.ts";

const ROUNDS = 2;

interface TransformedCase extends RunCase {
  readonly rows: TransformKind;
  readonly columns: TransformKind;
  readonly seed: number;
}

const kind = (): fc.Arbitrary<TransformKind> => fc.constantFrom("signs", "permutation", "rotation");

/**
 * A rotated matrix is rounded anew, `|Δ|₂ <= u |W|_F`, which adds to the error of every half round, and the rotated start is
 * off by u. Both runs are within the error of their mirrors, which are the same but for Q and P. `|Wv|` moves by at most
 * `σ₁ |Δv|`, and the estimate is off `|Wv|` by 2ε, the norms and its own rounding. Signs alone change no rounding at all.
 */
export const orthogonalInvariance: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, TransformedCase>({
  name: "orthogonal-invariance",
  statement:
    "Turning W and the start by orthogonal matrices, QWP and Qu, turns u to Qu and leaves σ̂; signs alone do so without rounding.",
  source: "(QWP)ᵀQu = Pᵀ Wᵀu; the forward error of each half round, grown by σ₁ / |Wᵀu|",
  cases: () => joined(runCase({ scales: "one" }), fc.record({ rows: kind(), columns: kind(), seed: fc.nat(1e6) })),
  labels: ({ rows, columns, ...given }) => [...runLabels(given), `rows: ${rows}`, `columns: ${columns}`],
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = knownMatrix(given.matrix);
    fc.pre(sigma1 > 0);
    const [height, width] = sizeOf(matrix);
    const [q, p] = [orthogonal(given.rows, height, given.seed), orthogonal(given.columns, width, given.seed + 1)];
    const start = await startOf(subject, matrix, given.start);
    const moved = rounded(product(q, product(matrix, transposed(p))));
    const before = await run(subject, [matrix], [start], ROUNDS);
    const [movedStart, right] = [times(q, start).map(Math.fround), times(p, firstAxis(width)).map(Math.fround)];
    const after = await run(subject, [moved], [movedStart], ROUNDS, [right]);
    const isExact = given.rows === "signs" && given.columns === "signs";
    const isTurned = given.rows === "rotation" || given.columns === "rotation";
    const rounding = isTurned ? (u32 * Math.sqrt(squareSum(matrix))) / sigma1 : 0;
    const total = error + rounding;
    const mirrors = mirroredRounds(matrix, start, { rounds: ROUNDS, sigma1, error: total, startError: 2 * u32 });
    return mirrors.flatMap(({ errorOfU, errorOfV }, i) => {
      const [one, other] = [before[i], after[i]];
      const beforeU = times(q, one?.vectors.u[0] ?? []);
      const off = 2 * (errorOfV + 2 * total + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1));
      return [
        {
          observed: Math.abs((one?.estimate ?? Number.NaN) - (other?.estimate ?? Number.NaN)) / sigma1,
          allowed: isExact ? 0 : off,
          what: `σ̂ of QWP against that of W, over σ₁, after ${i + 1} rounds`,
        },
        {
          observed: distance(other?.vectors.u[0] ?? [], beforeU),
          allowed: isExact ? 0 : 2 * (errorOfU + normRoundoff(height)),
          what: `u of QWP against Qu after ${i + 1} rounds`,
        },
      ];
    });
  },
});
