import type { ConvolutionMap } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type KernelValues, kernelValues } from "../../arbitraries/certified-critic/kernel-values.ts";
import { kernelValuesCase } from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { convolutionEntries, placesOf } from "../../oracles/convolution-entries.ts";
import { normFromBelow } from "../../oracles/norm-from-below.ts";
import type { SparseMap } from "../../oracles/sparse-map.ts";
import { largestSingularValue } from "../../oracles/operation-constant.ts";
import { svdError } from "../weights/rounding.ts";
import type { CertificateSubject } from "./subject.ts";

interface MapCase {
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly filters: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: "same" | "valid";
  readonly groups: number;
  readonly isAdjoint: boolean;
  readonly values: KernelValues;
  readonly seed: number;
  readonly maxWork: number | null;
}

/** Little work leaves no way but grids of few frequencies, or the reshaped kernel; those are what must be sound, too. */
export const convolutionBounds: Law<CertificateSubject> = defineLaw<CertificateSubject, MapCase>({
  name: "convolution-bounds",
  statement: "Whatever method the work allows, the bound of a convolution is at least its norm.",
  source: "a grid must be fine enough for the image, stride and padding counted, or be paid for by a factor",
  share: 8,
  cases: fc
    .record({
      sizes: fc.oneof(
        { withCrossShrink: true },
        fc.tuple(side(1, 14)),
        fc.tuple(side(1, 5), side(1, 5)),
        { weight: 2, arbitrary: fc.tuple(side(30, 80)) },
        fc.tuple(side(5, 12), side(5, 12)),
      ),
      channels: fc.integer({ min: 1, max: 3 }),
      filters: fc.integer({ min: 1, max: 3 }),
      window: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom<"same" | "valid">("same", "valid"),
      groups: fc.constantFrom(1, 1, 2, 3),
      isAdjoint: fc.boolean(),
      values: kernelValuesCase(),
      seed: fc.nat(1e6),
      maxWork: fc.constantFrom(null, 1e6, 3e5, 1e5, 5e4, 1),
    })
    .map(fitted),
  labels: ({ sizes, stride, dilation, padding, groups, maxWork, values }) => [
    `axes: ${sizes.length}`,
    `stride: ${stride}`,
    `dilation: ${dilation}`,
    `padding: ${padding}`,
    `groups: ${groups}`,
    `work: ${maxWork ?? "not limited"}`,
    `kernel: ${values.profile}`,
  ],
  measure: ({ convolutionUpper }, given) => {
    const { channels, filters, groups, window, sizes, maxWork } = given;
    const perGroup = channels / groups;
    const taps = window ** sizes.length;
    const kernel = kernelValues(given.values, taps * perGroup, filters, createRng(given.seed).stream("kernel"));
    const { map } = convolutionEntries({
      ...given,
      kernelSizes: sizes.map(() => window),
      entry: (tap, channel, filter) => kernel[(tap * perGroup + channel) * filters + filter] ?? Number.NaN,
    });
    const { upper, method } = convolutionUpper(mapOf(given), kernel, maxWork === null ? {} : { maxWork });
    return [
      { observed: normAtLeast(map), allowed: upper, what: `the convolution's norm against the bound by ${method}` },
    ];
  },
});

function side(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max });
}

const FEW = 45;

/** By singular values where that is quick, and by power iteration, which never exceeds the norm but for rounding, where it is not. */
function normAtLeast(map: SparseMap): number {
  if (Math.min(map.inputs, map.outputs) <= FEW) return largestSingularValue(map).atLeast;
  return normFromBelow(map) * (1 - svdError(map.outputs, map.inputs));
}

/** Groups that divide the channels, and a window that fits where nothing is padded. */
function fitted(wish: MapCase): MapCase {
  const extent = (wish.window - 1) * wish.dilation + 1;
  const fits = wish.sizes.every((size) => extent <= size);
  const [channels, filters] = [wish.channels, wish.filters].map((n) => Math.max(1, Math.floor(n / wish.groups)) * wish.groups); // prettier-ignore
  return { ...wish, padding: fits ? wish.padding : "same", channels: channels ?? 1, filters: filters ?? 1 };
}

/** A convolution and its adjoint have one norm; the geometry only says which it is. */
function mapOf(given: MapCase): ConvolutionMap {
  const { sizes, window, stride, dilation, channels, filters, groups, isAdjoint } = given;
  return {
    axes: sizes.map((inputSize) => {
      const { count, before } = placesOf(inputSize, window, given);
      return { inputSize, outputSize: count, kernelSize: window, stride, dilation, padBefore: before };
    }),
    inChannels: channels,
    outChannels: filters,
    groups,
    isAdjoint,
  };
}
