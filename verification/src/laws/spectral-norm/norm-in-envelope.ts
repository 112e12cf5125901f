import * as fc from "fast-check";
import { squareSum } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { svd } from "../../oracles/svd.ts";
import { envelope } from "../power-iteration/support/envelope.ts";
import type { KnownMatrix } from "../power-iteration/support/matrix-run.ts";
import { divisionRoundings, gamma, normsRoundoff, worstEstimateError } from "../power-iteration/support/roundoff.ts";
import { tiny32 } from "../weights/rounding.ts";
import type { WeightCase } from "../weights/weight-case.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { kernelLabels, kernelOf, kernels, showKernel } from "./support/kernel-case.ts";
import { type ViewedKernel, viewedBlocks } from "./support/matrix-view.ts";
import { barOf, knownBlocks, oneLayer, readState } from "./support/one-layer.ts";

interface EnvelopeCase {
  readonly weight: WeightCase;
  readonly k: number;
  readonly powerIterations: number;
  readonly updates: number;
  readonly seed: number;
}

/**
 * The bounds of `σ₁(W̄) / share`. Above: the estimate of the block with the largest bound is at least its envelope, less the
 * rounding of u and of `uᵀWv` (see `convergence-envelope`). Below: the estimate exceeds σ₁ by rounding alone. Both: the entries
 * of W̄ are off by three roundings (two divisions, the share), which move σ₁(W̄) by that much of `|W̄|_F`.
 */
export const normInEnvelope: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, EnvelopeCase>({
  name: "norm-in-envelope",
  statement:
    "The largest singular value of W̄ is at least its share of k, and at most that over what q rounds from the angle of u are known to find.",
  source: "Miyato et al. (2018), eq. 8 and figure 9; the envelope of power iteration",
  appliesTo: dividesByEstimate,
  cases: () =>
    fc.record({
      weight: kernels({ scales: "all" }),
      k: fc.constantFrom(1, 0.5, 3),
      powerIterations: fc.integer({ min: 1, max: 3 }),
      updates: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(1e6),
    }),
  labels: ({ weight }) => kernelLabels(weight),
  show: showKernel,
  measure: async (subject, { weight, k, powerIterations, updates, seed }) => {
    const kernel = kernelOf(weight, subject);
    const blocks = knownBlocks(kernel);
    const sigma1 = Math.max(...blocks.map((block) => block.sigma1));
    fc.pre(sigma1 > 0);
    const model = oneLayer(kernel, subject.make({ k, powerIterations }), seed);
    const { u } = await readState(
      model,
      blocks.map(({ matrix }) => matrix),
    );
    for (let i = 0; i < updates; i++) model.critic.update();
    const found = largest(kernel, await barOf(model)) / k;
    const rounds = updates * powerIterations;
    const underflow = (k * tiny32) / sigma1; // of σ̂ / share
    const least = Math.max(...blocks.map((block, g) => leastEstimate(block, u[g] ?? [], rounds) / sigma1)) - underflow;
    const most = Math.max(...blocks.map((block) => mostEstimate(block) / sigma1)) + underflow;
    const ofEntries = Math.max(
      ...blocks.map(({ matrix }) => (gamma(2 * divisionRoundings() + 1) * frobenius(matrix)) / sigma1),
    );
    return [
      { observed: found - 1, allowed: (1 + ofEntries) / Math.max(0, least) - 1, what: "σ₁(W̄) / share - 1" },
      { observed: 1 - found, allowed: 1 - (1 - ofEntries) / most, what: "1 - σ₁(W̄) / share" },
    ];
  },
});

/** Lower bound of the computed estimate of a block. */
export function leastEstimate(
  { matrix, of, sigma1, error }: KnownMatrix,
  start: readonly number[],
  rounds: number,
): number {
  if (sigma1 === 0) return 0;
  const ofVectors = Math.max(0, envelope(of, start, { rounds, error }) - 2 * error);
  return sigma1 * (ofVectors * (1 - normsRoundoff(matrix)) - worstEstimateError(matrix, sigma1));
}

/** Upper bound of the computed estimate of a block. */
export function mostEstimate({ matrix, sigma1 }: KnownMatrix): number {
  return sigma1 === 0 ? 0 : sigma1 * (1 + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1));
}

/** The largest singular value over the blocks of a kernel with other entries. */
export function largest(kernel: ViewedKernel, entries: ArrayLike<number>): number {
  return Math.max(...viewedBlocks(kernel, entries).map((block) => svd(block).sigmas[0] ?? Number.NaN));
}

/** `|W|_F`; the scales drawn are far within float64. */
function frobenius(matrix: KnownMatrix["matrix"]): number {
  return Math.sqrt(squareSum(matrix));
}
