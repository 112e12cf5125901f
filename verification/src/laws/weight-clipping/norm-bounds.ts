import type { ConstrainedModel, ConstrainedWeight } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { svd } from "../../oracles/svd.ts";
import { blocksOf } from "../weights/matrix-rows.ts";
import { constrainedWeights, inGivenOrder, readAll } from "../weights/model-of-weights.ts";
import { svdError, u64 } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import {
  type ClippingCase,
  clippingCase,
  clippingLabels,
  entriesOfBlock,
  float32Bound,
  kernelsOf,
  showClipping,
} from "./clipping-case.ts";
import type { WeightClippingSubject } from "./subject.ts";

/** The largest singular value over the blocks of a kernel. */
function spectralNorm(kernel: WeightValues, values: ArrayLike<number>): number {
  return Math.max(...blocksOf(kernel, values).map((block) => svd(block).sigmas[0] ?? Number.NaN));
}

/** By how much that norm may be off, relative to itself. */
function normError(kernel: WeightValues): number {
  const [block = []] = blocksOf(kernel, kernel.values);
  return svdError(block.length, block[0]?.length ?? 0);
}

/** The same kernel with all its entries far beyond the bound, on one side: the kernels whose norm is largest. */
function constant(kernel: WeightValues, bound: number): WeightValues {
  return { ...kernel, values: kernel.values.map(() => 8 * bound) };
}

function promised(critic: ConstrainedModel, weight: ConstrainedWeight): Record<"entry" | "spectral-norm", number> {
  const { promises } = critic.constraint.guarantee;
  const bounds = (quantity: string): number[] =>
    promises.filter((p) => p.quantity === quantity).map((p) => p.bound(weight, critic.weights.length));
  return { entry: Math.min(...bounds("entry")), "spectral-norm": Math.min(...bounds("spectral-norm")) };
}

/** What clipping at c means for the norm, and that no smaller number would do. */
export const spectralBound: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "spectral-bound",
  statement: "σ₁ ≤ c √(m n) and the promised bounds hold; kernels that are constant attain them.",
  source: "‖W‖₂ ≤ ‖W‖_F ≤ c √(m n), with equality for the matrix of all c",
  cases: clippingCase(),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const bounds = kernels.map((kernel) => float32Bound(given.options, kernel, kernels.length));
    const constants = kernels.map((kernel, i) => constant(kernel, bounds[i] ?? 0));
    const generic = await norms(subject, given, kernels);
    const largest = await norms(subject, given, constants);
    return kernels.flatMap((kernel, i): Measurement[] => {
      const limit = (bounds[i] ?? 0) * Math.sqrt(entriesOfBlock(kernel));
      const [one, other] = [generic[i], largest[i]];
      if (one === undefined || other === undefined) return [];
      const allowed = normError(kernel) + 4 * u64; // limit and quotient are four operations more
      return [
        { observed: one.norm / limit - 1, allowed, what: `σ₁ of kernel ${i} beyond c √(m n)` },
        {
          observed: one.norm / one.promised["spectral-norm"] - 1,
          allowed,
          what: `σ₁ of kernel ${i} beyond the promise`,
        },
        {
          observed: one.entry - one.promised.entry,
          allowed: 0,
          what: `largest entry of kernel ${i} beyond the promise`,
        },
        { observed: Math.abs(other.norm / limit - 1), allowed, what: `σ₁ of a constant kernel ${i} against c √(m n)` },
        {
          observed: Math.abs(other.norm / other.promised["spectral-norm"] - 1),
          allowed,
          what: `σ₁ of a constant kernel ${i} against the promise`,
        },
      ];
    });
  },
});

interface Found {
  readonly norm: number;
  readonly entry: number;
  readonly promised: Record<"entry" | "spectral-norm", number>;
}

async function norms(
  subject: WeightClippingSubject,
  { options }: ClippingCase,
  kernels: readonly WeightValues[],
): Promise<readonly Found[]> {
  const critic = constrainedWeights(kernels, subject.make(options));
  critic.project();
  const weights = inGivenOrder(critic);
  const values = await readAll(weights.map(({ variable }) => variable));
  return kernels.map((kernel, i) => {
    const found = values[i] ?? new Float32Array();
    return {
      norm: spectralNorm(kernel, found),
      entry: Math.max(...found.map(Math.abs)),
      promised: promised(critic, weights[i]!),
    };
  });
}

/** What `k` means. */
export const shareOfK: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "share-of-k",
  statement:
    "With k, no norm is above k^(1/L), not by a rounding; constant kernels come within a float32 of it; the bounds' product is k.",
  source: "c = k^(1/L) / √(m n) in ‖W‖₂ ≤ c √(m n); Miyato et al. (2018), eq. 7, for the product",
  cases: clippingCase("k"),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const { k = Number.NaN } = given.options;
    const kernels = kernelsOf(given);
    const share = k ** (1 / kernels.length);
    const constants = kernels.map((kernel) => constant(kernel, float32Bound(given.options, kernel, kernels.length)));
    const generic = await norms(subject, given, kernels);
    const largest = await norms(subject, given, constants);
    const product = largest.reduce((all, found) => all * found.promised["spectral-norm"], 1);
    // The power is right to a unit, the root, the product and the quotients to half a unit each.
    const arithmetic = 6 * u64;
    // The largest float32 below a number is at most 2^-23 of it away.
    const nextBelow = 2 ** -23;
    return [
      ...kernels.flatMap((kernel, i): Measurement[] => {
        const [one, other] = [generic[i], largest[i]];
        if (one === undefined || other === undefined) return [];
        const attained = other.entry * Math.sqrt(entriesOfBlock(kernel));
        return [
          {
            observed: one.norm / share - 1,
            allowed: normError(kernel) + arithmetic,
            what: `σ₁ of kernel ${i} above its share`,
          },
          {
            observed: attained / share - 1,
            allowed: arithmetic,
            what: `norm of a constant kernel ${i} above its share`,
          },
          {
            observed: 1 - attained / share,
            allowed: nextBelow + arithmetic,
            what: `norm of a constant kernel ${i} below its share`,
          },
        ];
      }),
      {
        observed: product / k - 1,
        allowed: kernels.length * 2 * arithmetic,
        what: "product of the promised norms above k",
      },
      {
        observed: 1 - product / k,
        allowed: kernels.length * (nextBelow + 2 * arithmetic),
        what: "product of the promised norms below k",
      },
    ];
  },
});
