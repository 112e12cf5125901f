import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { matrixLabels, matrixOf, type SpectrumCase } from "../../arbitraries/matrix-case.ts";
import { type Rows, rowsOf, sizeOf, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { centralDifferences } from "../../oracles/gradient-oracles.ts";
import { svd } from "../../oracles/svd.ts";
import { dot, norm } from "../power-iteration/support/float64.ts";
import { divisionRoundings, gamma } from "../power-iteration/support/roundoff.ts";
import { values } from "../power-iteration/support/tensors.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";
import { oneLayer, readState } from "./support/one-layer.ts";
import { sigmaFacts } from "./support/sigma-facts.ts";
import { wantedGradients } from "./support/wanted-gradient.ts";

/** A gap of a half at least makes σ₁ simple and smooth on the scale of the differences. */
const smoothCase = (): fc.Arbitrary<SpectrumCase> =>
  fc.record({
    family: fc.constant("spectrum" as const),
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 4 }),
    mode: fc.constant("gap" as const),
    gap: fc.constantFrom(0.5, 0.9, 1),
    tail: fc.constantFrom("flat" as const, "falling" as const),
    exponent: fc.constant(0),
    seed: fc.nat(1e6),
  });

const ROUNDS = 30;

/**
 * `L = Σ a W̄²`, so `G = 2aW̄` up to the rounding of W̄ (see `own-estimate`) and of two products.
 *
 * What is left of unconverged u and v, at angles θ_u and θ_v to the singular vectors: `|u vᵀ - u₁v₁ᵀ|_F² = 2 - 2 cos θ_u cos θ_v`,
 * at most `θ_u² + θ_v²`; and with δ = 1 - σ̂/σ₁ the powers of σ in G/σ and λ/σ, at most three of them, move each term by a
 * factor of `(1 - δ)^-3`. After thirty rounds at a gap of a half both are rounding; δ may be negative, as the norms of u and v
 * are 1 but for rounding.
 */
export const gradientDifferences: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, SpectrumCase>({
  name: "gradient-differences",
  statement: "Once u and v have converged, the gradient is that of L(W / σ₁(W)) by central differences in float64.",
  source: "the gradient of a simple singular value is u₁ v₁ᵀ; differences of a mirror by the SVD",
  share: 0.3,
  appliesTo: dividesByEstimate,
  cases: smoothCase,
  labels: matrixLabels,
  measure: async ({ make }, given) => {
    const matrix = matrixOf(given);
    const [rows, columns] = sizeOf(matrix);
    const random = createRng(given.seed).stream("loss");
    const a = rowsOf(rows, columns, () => Math.fround(random.normal()));
    const kernel = denseKernel(matrix);
    const model = oneLayer(kernel, make({ powerIterations: ROUNDS }), given.seed);
    const { variable } = model.weight;
    const weights = tf.tensor2d(transposed(a));
    const { grads } = tf.variableGrads(
      () => model.critic.forward((pass) => tf.sum<tf.Scalar>(tf.mul(tf.square(pass.weight(model.weight)), weights))),
      [variable],
    );
    const found = await values(grads[variable.name]!); // asked for

    const differences = centralDifferences((w) => mirroredLoss(w, a), matrix.flat());
    const state = await readState(model, [matrix]);
    const [[u = []], [v = []]] = [state.u, state.v];
    const { sigmas, left, right } = svd(matrix);
    const [sigma1 = Number.NaN, [u1 = []], [v1 = []]] = [sigmas[0], left, right];
    const facts = sigmaFacts([matrix], state);
    const g = Float64Array.from(kernel.values, (w, i) => (2 * (transposed(a).flat()[i] ?? 0) * w) / sigma1);
    const ofBar = (1 + gamma(2 * divisionRoundings() + 1)) / (1 - facts.error) - 1;
    const shrunk = (Math.abs(1 - facts.sigma / sigma1) + facts.error) * 3.1; // (1 - δ)^-3 - 1 for |δ| < 0.01
    const [wanted = []] = wantedGradients(
      kernel,
      facts,
      { values: g, relativeError: (1 + ofBar) * (1 + gamma(2)) - 1 },
      1,
    );
    const lambda = Math.abs(dot(g, kernel.values)) / sigma1;
    const size = dot(g.map(Math.abs), kernel.values.map(Math.abs)) / sigma1;
    const angle = Math.hypot(sine(u, u1), sine(v, v1));
    const entries = transposed(rowsOf(rows, columns, (i, j) => i * columns + j))
      .flat()
      .map((at, i) => ({
        found: found[i] ?? Number.NaN,
        wanted: differences.gradient[at] ?? Number.NaN,
        allowed:
          (wanted[i]?.allowed ?? Number.NaN) +
          (lambda * 1.01 * angle + shrunk * (Math.abs(g[i] ?? Number.NaN) + size)) / sigma1 +
          (differences.error[at] ?? Number.NaN),
      }));
    return [worstEntry(entries, "∂L/∂W against differences")];
  },
});

function mirroredLoss(w: Float64Array, a: Rows): number {
  const [rows, columns] = sizeOf(a);
  const [sigma = Number.NaN] = svd(rowsOf(rows, columns, (i, j) => w[i * columns + j] ?? Number.NaN)).sigmas;
  return a.flat().reduce((sum, x, i) => sum + x * ((w[i] ?? Number.NaN) / sigma) ** 2, 0);
}

function denseKernel(matrix: Rows): WeightValues {
  const [rows, columns] = sizeOf(matrix);
  return { kind: "dense", shape: [columns, rows], values: Float32Array.from(transposed(matrix).flat()) };
}

/** The sine of the angle between a vector and a unit vector, without cancellation. */
function sine(x: readonly number[], unit: readonly number[]): number {
  const along = dot(x, unit);
  return norm(x.map((entry, i) => entry - along * (unit[i] ?? Number.NaN))) / norm(x);
}
