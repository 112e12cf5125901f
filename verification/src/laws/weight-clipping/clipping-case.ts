import type { WeightClippingOptions } from "@lipschitz-gan/regularizers";
import * as fc from "fast-check";
import {
  showWeights,
  type WeightCase,
  type WeightCaseOptions,
  weightCases,
  weightLabels,
  type WeightValues,
  weightValues,
} from "../weights/weight-case.ts";
import { constrainedWeights, inGivenOrder, readAll } from "../weights/model-of-weights.ts";
import { rowPositions } from "../weights/matrix-rows.ts";
import type { WeightClippingSubject } from "./subject.ts";

/** A model and the bound at which it is clipped. */
export interface ClippingCase {
  readonly weights: readonly WeightCase[];
  /** What the constraint is made with. */
  readonly options: WeightClippingOptions;
  /** The entries are multiplied by this times the bound: whole numbers times ½ and 1 lie within, at and beyond it. */
  readonly reach: number;
}

const byEntries = fc.record({ c: fc.constantFrom(1, 0.5, 0.1, 0.01, 1 / 3, 3e4, 1e-20) });
const byShare = fc.record({ k: fc.constantFrom(1, 2, 0.5, 10, 1e-3, 7) });
const anyReach = fc.constantFrom(1, 0.5, 2, 8, 1000);

/**
 * What models with kernels within, at and beyond the bound are made of, for `fc.record`.
 *
 * @param of - which options are drawn: all, or only `k`
 * @param options - sizes of the kernels
 */
export function clippingParts(
  of: "any" | "k" = "any",
  options: WeightCaseOptions = {},
): { readonly [Part in keyof ClippingCase]: fc.Arbitrary<ClippingCase[Part]> } {
  const anyOptions = of === "k" ? byShare : fc.oneof<fc.Arbitrary<WeightClippingOptions>[]>(byEntries, byShare);
  return { weights: weightCases(options), options: anyOptions, reach: anyReach };
}

/**
 * {@link clippingParts} put together.
 *
 * @param of - which options are drawn: all, or only `k`
 */
export function clippingCase(of: "any" | "k" = "any"): fc.Arbitrary<ClippingCase> {
  return fc.record(clippingParts(of));
}

/**
 * The entries of one block of a kernel's matrix, `rows · columns`.
 *
 * @param weight - the kernel
 */
export function entriesOfBlock(weight: WeightValues): number {
  const [block = []] = rowPositions(weight);
  return block.length * (block[0]?.length ?? 0);
}

/**
 * The bound of a kernel's entries, before any rounding.
 *
 * @param options - what the constraint is made with
 * @param weight - the kernel
 * @param nWeights - how many kernels there are
 * @returns c, or `k^(1/L) / √(rows · columns)`
 */
export function exactBound({ c, k }: WeightClippingOptions, weight: WeightValues, nWeights: number): number {
  return k === undefined ? (c ?? 0.01) : k ** (1 / nWeights) / Math.sqrt(entriesOfBlock(weight));
}

/**
 * The bound of a kernel's entries as float32: the one nearest to c, or the largest for which the norm cannot exceed its
 * share of k.
 *
 * @param options - what the constraint is made with
 * @param weight - the kernel
 * @param nWeights - how many kernels there are
 */
export function float32Bound(options: WeightClippingOptions, weight: WeightValues, nWeights: number): number {
  const exact = exactBound(options, weight, nWeights);
  const nearest = Math.fround(exact);
  if (options.k === undefined || nearest <= exact) return nearest;
  const bits = new Uint32Array(Float32Array.of(nearest).buffer);
  return new Float32Array(bits.map((word) => word - 1).buffer)[0] ?? Number.NaN; // the float32 below a positive one
}

/**
 * The kernels of a case.
 *
 * @param given - the case
 */
export function kernelsOf({ weights, options, reach }: ClippingCase): readonly WeightValues[] {
  return weights.map((weight) => {
    const unit = weightValues(weight);
    return weightValues(weight, reach * Math.fround(exactBound(options, unit, weights.length)));
  });
}

/**
 * The kernels after one projection.
 *
 * @param subject - the clipping
 * @param options - what the constraint is made with
 * @param kernels - the kernels before
 * @param rounds - how many projections; one unless given
 */
export async function clipped(
  subject: WeightClippingSubject,
  options: WeightClippingOptions,
  kernels: readonly WeightValues[],
  rounds = 1,
): Promise<readonly Float32Array[]> {
  const critic = constrainedWeights(kernels, subject.make(options));
  for (let round = 0; round < rounds; round++) critic.project();
  return readAll(inGivenOrder(critic).map(({ variable }) => variable));
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 */
export function clippingLabels(given: ClippingCase): readonly string[] {
  const kernels = kernelsOf(given);
  const ratios = kernels.flatMap((kernel) => {
    const bound = float32Bound(given.options, kernel, kernels.length);
    return Array.from(kernel.values, (x) => Math.abs(x) / bound);
  });
  return [
    ...weightLabels(given.weights),
    `bound by: ${given.options.k === undefined ? "c" : "k"}`,
    ...(ratios.some((x) => x < 1) ? ["has entries within"] : []),
    ...(ratios.some((x) => x === 1) ? ["has entries at the bound"] : []),
    ...(ratios.some((x) => x > 1) ? ["has entries beyond"] : []),
  ];
}

/**
 * A case as text.
 *
 * @param given - the case
 */
export function showClipping(given: ClippingCase): string {
  const [[name, value] = ["c", 0.01]] = Object.entries(given.options);
  return `${name} = ${value}\n${showWeights(kernelsOf(given))}`;
}
