import * as fc from "fast-check";
import { kernelCase, type KernelCase, kernelLabels, kernelOf } from "../../arbitraries/kernel-case.ts";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { explicitOperator } from "../../oracles/explicit-operator.ts";
import { svd } from "../../oracles/svd.ts";
import { svdError } from "../weights/rounding.ts";
import type { NormCompositionSubject } from "./subject.ts";

interface BracketCase {
  readonly kernel: KernelCase;
  /** Whether the size of the image is told. */
  readonly sized: boolean;
}

/** Both norms are by an SVD in float64, so either may be off by its backward error. */
export const operatorBracket: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, BracketCase>({
  name: "operator-bracket",
  statement: "The norm of a convolution's explicit matrix lies in the bracket of its reshaped kernel's norm.",
  source: "a convolution is its kernel's matrix times a cutting into windows, of norm √(κh κw) at most",
  share: 2,
  cases: fc.record({
    kernel: fc.oneof({ withCrossShrink: true }, kernelCase({ maxImage: 5, maxChannels: 3 }), shiftKernel()),
    sized: fc.boolean(),
  }),
  labels: ({ kernel, sized }) => [...kernelLabels(kernel), sized ? "size told" : "size not told"],
  measure: ({ operatorNormBracket }, { kernel, sized }) => {
    const { matrix, inputShape, outputShape } = explicitOperator(kernel);
    const large = kernel.kind === "conv-transpose" ? outputShape : inputShape;
    const operator = largest(matrix);
    const { lower, upper } = operatorNormBracket({
      reshapedNorm: Math.max(...adjointBlocks(kernel).map(largest)),
      kernelSize: kernel.window,
      strides: [kernel.stride, kernel.stride],
      dilations: [kernel.dilation, kernel.dilation],
      padding: kernel.padding,
      ...(sized && { inputSize: large.slice(0, 2) }),
    });
    const slack = 1 + 2 * svdError(matrix.length, matrix[0]?.length ?? 0);
    return [
      { observed: operator, allowed: upper * slack, what: "the convolution's norm against the upper end" },
      { observed: lower, allowed: operator * slack, what: "the lower end against the convolution's norm" },
    ];
  },
});

/** A kernel that puts each of its taps into a channel of its own: an isometry on patches, which attains the upper end. */
function shiftKernel(): fc.Arbitrary<KernelCase> {
  return fc
    .record({
      taps: fc.integer({ min: 1, max: 4 }),
      stride: fc.constantFrom(1, 1, 2, 3),
      padding: fc.constantFrom<KernelCase["padding"]>("same", "valid"),
      more: fc.nat(8),
    })
    .map(({ taps, stride, padding, more }) => ({
      kind: "conv" as const,
      window: [1, taps] as const,
      stride,
      dilation: 1,
      padding,
      image: [1, taps + more] as const,
      groups: 1,
      inputs: 1,
      outputs: taps,
      entries: { integers: [1, ...Array.from({ length: taps }, () => 0)] },
    }));
}

function largest(matrix: Rows): number {
  return svd(matrix).sigmas[0] ?? 0;
}

/**
 * The reshaped kernel of each group, a row for each channel on the side that counts the windows: outputs of a
 * convolution, inputs of a transposed one.
 */
function adjointBlocks({ kind, groups, inputs, outputs, window, ...given }: KernelCase): readonly Rows[] {
  const { shape, values } = kernelOf({ kind, groups, inputs, outputs, window, ...given });
  const [, , third, fourth] = shape;
  const places = range(window[0] * window[1]);
  const at = (place: number, i: number, j: number): number => values[(place * third + i) * fourth + j] ?? Number.NaN;
  return range(groups).map((group) => {
    if (kind === "conv-transpose")
      return range(inputs).map((i) => places.flatMap((p) => range(outputs).map((o) => at(p, o, i))));
    if (kind === "depthwise") return range(outputs).map((o) => places.map((p) => at(p, group, o)));
    return range(outputs).map((o) => places.flatMap((p) => range(inputs).map((i) => at(p, i, group * outputs + o))));
  });
}

function range(n: number): number[] {
  return [...Array.from({ length: n }).keys()];
}
