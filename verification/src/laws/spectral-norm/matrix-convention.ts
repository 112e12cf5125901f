import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { kernelCase, type KernelCase, kernelLabels, kernelOf } from "../../arbitraries/kernel-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { norm } from "../power-iteration/support/float64.ts";
import { known } from "../power-iteration/support/matrix-run.ts";
import { divisionRoundings, gamma, normsRoundoff, worstEstimateError } from "../power-iteration/support/roundoff.ts";
import { blocksOf, rowPositions } from "../weights/matrix-rows.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { isReshaped, type SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";
import { barOf, oneLayer } from "./support/one-layer.ts";

interface ConventionCase {
  readonly kernel: KernelCase;
  readonly seed: number;
}

/** Rounds, so that rounding has long forgotten the start: matrices of rank one need one. */
const ROUNDS = 4;

/**
 * Kernels whose blocks are of rank one, `a bᵀ`, with whole numbers that are random and so of higher rank, and of a smaller
 * norm, in any other reshape: σ₁ is the largest `|a| |b|`, in closed form. From the second round on a half round of a matrix of rank
 * one forgets the start, and errs by ε: the estimate is off by `2ε + (2ε)²`, the norms and its own rounding.
 */
export const matrixConvention: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, ConventionCase>({
  name: "matrix-convention",
  statement:
    "A kernel's matrix has a row for each output channel, also of a transposed convolution, and one block for each channel of a depthwise one.",
  source: "Miyato et al. (2018), section 2.1; compare_gan reshapes transposed and depthwise kernels by their last axis",
  share: 0.5,
  appliesTo: isReshaped,
  cases: fc.record({
    kernel: kernelCase({ kinds: ["conv", "conv-transpose", "depthwise"], maxImage: 3, maxChannels: 4 }),
    seed: fc.nat(1e6),
  }),
  labels: ({ kernel }) => kernelLabels(kernel).filter((label) => /^(kind|window)/.test(label)),
  measure: async ({ make }, { kernel: { kind, ...rest }, seed }) => {
    const kernel = rankOne({ kind: kind as WeightValues["kind"], ...kernelOf({ kind, ...rest }) }, seed); // grouped is not drawn
    const blocks = blocksOf(kernel, kernel.values).map(known);
    const closed = Math.max(...blocks.map(({ matrix }) => frobenius(matrix)));
    const relative = Math.max(
      ...blocks.map(
        ({ matrix, error, sigma1 }) =>
          2 * error + (2 * error) ** 2 + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1),
      ),
    );
    const bar = await barOf(oneLayer(kernel, make({ powerIterations: ROUNDS }), seed));
    const ofEntries = (1 + gamma(2 * divisionRoundings() + 1)) / (1 - relative) - 1;
    const entries = Array.from(kernel.values, (w, i) => ({
      found: bar[i] ?? Number.NaN,
      wanted: w / closed,
      allowed: (ofEntries * Math.abs(w)) / closed,
    }));
    return [worstEntry(entries, "W̄ against W / (|a| |b|)")];
  },
});

/** A kernel of the same shape whose blocks are `a bᵀ`, in whole numbers from 1 to 9 with signs. */
function rankOne(kernel: WeightValues, seed: number): WeightValues {
  const random = createRng(seed).stream("rank one");
  const draw = (): number => (1 + random.int(9)) * (2 * random.int(2) - 1);
  const entries = new Float32Array(kernel.values.length);
  for (const rows of rowPositions(kernel)) {
    const b = (rows[0] ?? []).map(draw);
    for (const row of rows) {
      const a = draw();
      for (const [j, position] of row.entries()) entries[position] = a * (b[j] ?? Number.NaN);
    }
  }
  return { ...kernel, values: entries };
}

/** `|a bᵀ|_F = |a| |b|`. */
function frobenius(matrix: readonly (readonly number[])[]): number {
  return norm(matrix.flat());
}
