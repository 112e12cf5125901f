import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import {
  clipped,
  type ClippingCase,
  clippingCase,
  clippingLabels,
  clippingParts,
  kernelsOf,
  showClipping,
} from "./clipping-case.ts";
import type { WeightClippingSubject } from "./subject.ts";

/** Clipping is a projection. */
export const idempotent: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "idempotent",
  statement: "A second projection changes no bit.",
  source: "definition of a projection",
  cases: clippingCase(),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const once = await clipped(subject, given.options, kernels);
    const twice = await clipped(subject, given.options, kernels, 2);
    const moved = once.map((values, i) => countDifferent(values, twice[i] ?? []));
    return [
      { observed: moved.reduce((a, b) => a + b, 0), allowed: 0, what: "entries that the second projection moves" },
    ];
  },
});

interface PairCase extends ClippingCase {
  /** The other model has the entries of this one so many places further on, times a factor. */
  readonly shift: number;
  readonly factor: number;
}

/** The box is convex, so projecting onto it brings two points nearer to each other, or leaves them. */
export const nonExpansive: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, PairCase>({
  name: "non-expansive",
  statement: "‖clip(A) − clip(B)‖_F ≤ ‖A − B‖_F.",
  source: "projections onto convex sets; Boyd & Vandenberghe (2004), Convex Optimization, section 8.1",
  cases: fc.record({ ...clippingParts(), shift: fc.nat(5), factor: fc.constantFrom(1, -1, 0.5, 3) }),
  labels: clippingLabels,
  show: (given) => `${showClipping(given)}\nagainst the entries ${given.shift} places on, times ${given.factor}`,
  measure: async (subject, given) => {
    const ones = kernelsOf(given);
    const others = ones.map(({ values, ...kernel }) => ({
      ...kernel,
      values: values.map((_, i) => (values[(i + given.shift) % values.length] ?? Number.NaN) * given.factor),
    }));
    const clippedOnes = await clipped(subject, given.options, ones);
    const clippedOthers = await clipped(subject, given.options, others);
    return ones.map(({ values }, i) => ({
      // Rounding is monotone, so that the two sums of squares, taken in the same order, keep the order of their terms.
      observed:
        distance(clippedOnes[i] ?? [], clippedOthers[i] ?? []) -
        distance(values, others[i]?.values ?? new Float32Array()),
      allowed: 0,
      what: `distance after less distance before, kernel ${i}`,
    }));
  },
});

function distance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] ?? Number.NaN) - (other[i] ?? Number.NaN)) ** 2;
  return Math.sqrt(sum);
}

/** The box is symmetric. */
export const odd: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "odd",
  statement: "clip(−W) = −clip(W), to the bit.",
  source: "the bound is the same on both sides",
  cases: clippingCase(),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const found = await clipped(subject, given.options, kernels.map(negated));
    const expected = (await clipped(subject, given.options, kernels)).map((values) => values.map((x) => -x));
    const off = expected.map((values, i) => countDifferent(values, found[i] ?? []));
    return [
      { observed: off.reduce((a, b) => a + b, 0), allowed: 0, what: "entries of clip(−W) that are not −clip(W)" },
    ];
  },
});

function negated({ values, ...kernel }: WeightValues): WeightValues {
  return { ...kernel, values: values.map((x) => -x) };
}
