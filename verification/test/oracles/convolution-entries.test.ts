import * as fc from "fast-check";
import { expect, it } from "vitest";
import { inputShapeOf, kernelCase, kernelOf } from "../../src/arbitraries/kernel-case.ts";
import {
  convolutionEntries,
  flatIndex,
  indicesOf,
  poolingWindows,
  transposedConvolutionEntries,
} from "../../src/oracles/convolution-entries.ts";
import { explicitOperator } from "../../src/oracles/explicit-operator.ts";
import { explicitRows } from "../../src/oracles/sparse-map.ts";

it("slides a kernel over an axis", () => {
  const { map, sizes } = convolutionEntries({
    sizes: [3],
    channels: 1,
    filters: 1,
    kernelSizes: [2],
    stride: 2,
    dilation: 1,
    padding: "same",
    groups: 1,
    entry: (tap) => tap + 1,
  });
  expect(sizes).toEqual([2]);
  expect(explicitRows(map)).toEqual([
    [1, 2, 0],
    [0, 0, 1],
  ]);
});

it("averages over what is in the picture", () => {
  expect(poolingWindows([3], [2], { stride: 2, padding: "same" })).toEqual({ windows: [[0, 1], [2]], sizes: [2] });
});

it("counts places in the order of memory", () => {
  expect(indicesOf([2, 2])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
  expect(indicesOf([])).toEqual([[]]);
  expect(indicesOf([2, 3]).map((index) => flatIndex(index, [2, 3]))).toEqual([0, 1, 2, 3, 4, 5]);
});

it("agrees with the oracle of two axes, for every kind of kernel", () => {
  fc.assert(
    fc.property(kernelCase({ maxImage: 5 }), (given) => {
      const { kind, window, stride, dilation, padding, groups, inputs, outputs, image } = given;
      const { values, shape } = kernelOf(given);
      const [, , third, fourth] = shape;
      const definition = { sizes: image, kernelSizes: window, stride, dilation, padding };
      const plain = (tap: number, a: number, b: number): number => values[(tap * third + a) * fourth + b] ?? Number.NaN;
      const isDepthwise = kind === "depthwise";
      const { map } =
        kind === "conv-transpose"
          ? transposedConvolutionEntries({ ...definition, channels: inputs, filters: outputs, groups: 1, entry: plain })
          : convolutionEntries({
              ...definition,
              channels: inputShapeOf(given)[2],
              filters: groups * outputs,
              groups,
              entry: isDepthwise ? (tap, _, o) => values[tap * third * fourth + o] ?? Number.NaN : plain,
            });
      expect(explicitRows(map)).toEqual(explicitOperator(given).matrix);
    }),
  );
});
