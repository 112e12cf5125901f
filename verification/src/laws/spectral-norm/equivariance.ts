import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { matrixCase, type MatrixCase, matrixLabels, matrixOf } from "../../arbitraries/matrix-case.ts";
import { sizeOf, squareSum, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { mirroredRounds } from "../power-iteration/support/amplified-error.ts";
import { norm, times } from "../power-iteration/support/float64.ts";
import { known } from "../power-iteration/support/matrix-run.ts";
import { divisionRoundings, gamma, normsRoundoff, worstEstimateError } from "../power-iteration/support/roundoff.ts";
import { leftTensor } from "../power-iteration/support/tensors.ts";
import { orthogonal, product, rounded, type TransformKind } from "../power-iteration/support/transform-case.ts";
import { u32 } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { barOf, oneLayer, readState, stateVariable } from "./support/one-layer.ts";

interface TurnedCase {
  readonly matrix: MatrixCase;
  readonly kind: TransformKind;
  readonly seed: number;
}

/**
 * Both models run one round from the same u, turned. As in `orthogonal-invariance` of power iteration, the estimates differ by
 * at most twice the error of v, 2ε, the norms and the estimate's own rounding, over σ₁; that error over `σ̂ / σ₁` is the
 * relative one, κ. W̄ is divided by it: entries differ by a factor of `1 / (1 - κ)` at most, by the rounding of QW, and by three
 * roundings on both sides.
 */
export const equivariance: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, TurnedCase>({
  name: "equivariance",
  statement: "Turning the outputs turns W̄ with them: SN(QW) = Q SN(W) for an orthogonal Q, from u turned alike.",
  source: "the singular values of QW are those of W",
  appliesTo: dividesByEstimate,
  cases: fc.record({
    matrix: matrixCase({ maxRows: 6, maxColumns: 6, scales: "one" }),
    kind: fc.constantFrom<TransformKind>("signs", "permutation", "rotation"),
    seed: fc.nat(1e6),
  }),
  labels: ({ matrix, kind }) => [...matrixLabels(matrix), `Q: ${kind}`],
  measure: async ({ make }, { matrix: given, kind, seed }) => {
    const matrix = matrixOf(given);
    const { sigma1, error } = known(matrix);
    fc.pre(sigma1 > 0);
    const q = orthogonal(kind, matrix.length, seed);
    const [one, other] = [matrix, rounded(product(q, matrix))].map((rows) => oneLayer(dense(rows), make(), seed)) as [
      ReturnType<typeof oneLayer>,
      ReturnType<typeof oneLayer>,
    ]; // of two
    const { u } = await readState(one, [matrix]);
    const start = u[0] ?? [];
    const variable = stateVariable(other, "u");
    variable.assign(tf.reshape(leftTensor([times(q, start)]), variable.shape));
    for (const { critic } of [one, other]) critic.update();
    const [bar, turned] = [
      rowsOfDense(await barOf(one), sizeOf(matrix)),
      rowsOfDense(await barOf(other), sizeOf(matrix)),
    ];

    const frobenius = Math.sqrt(squareSum(matrix));
    const isTurned = kind === "rotation";
    const total = error + (isTurned ? (u32 * frobenius) / sigma1 : 0);
    const [mirror] = mirroredRounds(matrix, start, { rounds: 1, sigma1, error: total, startError: 2 * u32 });
    const length = norm(times(matrix, mirror?.v ?? [])) / sigma1; // σ̂ / σ₁
    const off =
      2 * ((mirror?.errorOfV ?? Infinity) + 2 * total + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1));
    const relative = off / length;
    fc.pre(relative < 0.25); // else rounding decides what is divided by
    const size = frobenius / (sigma1 * length);
    const wanted = product(q, bar);
    const difference = turned.flat().map((x, i) => x - (wanted.flat()[i] ?? Number.NaN));
    const allowed = (size / (1 - relative)) * (relative + u32 + 2 * gamma(2 * divisionRoundings() + 1));
    return [{ observed: norm(difference), allowed, what: "|SN(QW) - Q SN(W)|_F" }];
  },
});

function dense(matrix: MatrixRows): WeightValues {
  const [rows, columns] = sizeOf(matrix);
  return { kind: "dense", shape: [columns, rows], values: Float32Array.from(transposed(matrix).flat()) };
}

type MatrixRows = ReturnType<typeof matrixOf>;

function rowsOfDense(entries: readonly number[], [rows, columns]: readonly [number, number]): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_unused, j) => entries[j * rows + i] ?? Number.NaN),
  );
}
