import * as fc from "fast-check";
import { historyCase, type HistoryCase, historyLabels, historyOf } from "../../arbitraries/history-case.ts";
import { type Rows, sizeOf, squareSum, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { leadingProjection, svd } from "../../oracles/svd.ts";
import { cosineOf, nextTangent, ratioOfNext } from "../power-iteration/support/envelope.ts";
import { normalised } from "../power-iteration/support/float64.ts";
import { known, type KnownMatrix } from "../power-iteration/support/matrix-run.ts";
import { divisionRoundings, gamma, normsRoundoff, worstEstimateError } from "../power-iteration/support/roundoff.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { largest } from "./norm-in-envelope.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { assign, barOf, type OneLayer, oneLayer, readState } from "./support/one-layer.ts";

interface DriftCase {
  readonly history: HistoryCase;
  readonly powerIterations: number;
  readonly seed: number;
}

/** Rounds with the start of the history, so that u begins near the leading vector. */
const SETTLING = 20;

/**
 * Let θ be the angle of u to u₁(W). The weights move to W'; by Wedin's theorem with residuals of `|W' - W|₂` at most, u₁ turns
 * by φ with `sin φ <= |W' - W|₂ / (σ₁(W') - σ₂(W))`, where that is positive and both leading values are simple. Then each half
 * round takes the tangent of θ + φ to that of `nextTangent` with the ratio of W', and the estimate is at least
 * `σ₁(W') cos θ_v`, less rounding (see `convergence-envelope`). So a bound of θ is carried from step to step and never measured
 * again, except where Wedin's theorem says nothing.
 */
export const drift: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, DriftCase>({
  name: "drift",
  statement:
    "While the weights move, the largest singular value of W̄ exceeds 1 by no more than the persistent u is known to lag behind.",
  source: "Wedin (1972), perturbation bounds of singular subspaces; the envelope of power iteration",
  share: 0.3,
  appliesTo: dividesByEstimate,
  cases: fc.record({
    history: historyCase({ maxDelta: 0.2 }),
    powerIterations: fc.constantFrom(1, 1, 2),
    seed: fc.nat(1e6),
  }),
  labels: ({ history }) => historyLabels(history),
  measure: async ({ make }, { history, powerIterations, seed }) => {
    const matrices = historyOf(history).map(known);
    fc.pre(matrices.every(({ sigma1 }) => sigma1 > 0));
    const [start] = matrices;
    const model = oneLayer(denseKernel(start?.matrix ?? []), make({ powerIterations }), seed);
    for (let i = 0; i < SETTLING; i++) model.critic.update();
    let before = start!; // a history holds its start
    let tangent = await measuredTangent(model, before);
    const measured = [];
    for (const [step, now] of matrices.entries()) {
      const kernel = denseKernel(now.matrix);
      assign(model, kernel);
      tangent = tangentAfterMove(tangent, before, now) ?? (await measuredTangent(model, now));
      model.critic.update();
      let ofV = tangent;
      for (let round = 0; round < powerIterations; round++) {
        ofV = nextTangent(tangent, ratioOfNext(now.of), now.error);
        tangent = nextTangent(ofV, ratioOfNext(now.of), now.error);
      }
      measured.push({
        observed: largest(kernel, await barOf(model)) - 1,
        allowed: excess(now, cosineOf(ofV)),
        what: `σ₁(W̄) - 1 at step ${step} of ${matrices.length - 1}`,
      });
      before = now;
    }
    return measured;
  },
});

/** Upper bound of `σ₁(W̄) - 1` where the v of the state has a cosine of at least so much. */
function excess({ matrix, sigma1, error }: KnownMatrix, cosine: number): number {
  const ofEntries = (gamma(2 * divisionRoundings() + 1) * Math.sqrt(squareSum(matrix))) / sigma1;
  const least =
    Math.max(0, cosine - 2 * error) * (1 - normsRoundoff(matrix)) - worstEstimateError(matrix, sigma1) - SAME;
  return (1 + ofEntries) / Math.max(0, least) - 1;
}

/** Singular values so close count as one in `envelope`. */
const SAME = 1e-9;

/** A bound of the tangent of u's angle to the leading space of W', from that to the one of W; undefined if nothing is known. */
function tangentAfterMove(tangent: number, before: KnownMatrix, now: KnownMatrix): number | undefined {
  if (!isSimple(before) || !isSimple(now)) return undefined;
  const moved = now.matrix.map((row, i) => row.map((x, j) => x - (before.matrix[i]?.[j] ?? Number.NaN)));
  const [size = Number.NaN] = svd(moved).sigmas;
  const sine = size / (now.sigma1 - (before.of.sigmas[1] ?? 0));
  if (!(sine >= 0 && sine < 1)) return undefined;
  const angle = Math.atan(tangent) + Math.asin(sine);
  return angle < Math.PI / 2 ? Math.tan(angle) : undefined;
}

function isSimple({ of }: KnownMatrix): boolean {
  const [first = Number.NaN, second = 0] = of.sigmas;
  return second < first * (1 - SAME);
}

/** The tangent of u's angle to the leading space. */
async function measuredTangent(model: OneLayer, { matrix, of }: KnownMatrix): Promise<number> {
  const { u } = await readState(model, [matrix]);
  const cosine = Math.min(1, leadingProjection(of, normalised(u[0] ?? []), { within: SAME }));
  return Math.sqrt(1 - cosine ** 2) / cosine;
}

function denseKernel(matrix: Rows): WeightValues {
  const [rows, columns] = sizeOf(matrix);
  return { kind: "dense", shape: [columns, rows], values: Float32Array.from(transposed(matrix).flat()) };
}
