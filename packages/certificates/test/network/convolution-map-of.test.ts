import { describe, expect, it } from "vitest";
import { convolutionMapOf } from "../../src/network/convolution-map-of.ts";
import { windowStarts } from "../../src/rules/window.ts";

describe("convolutionMapOf", () => {
  it("makes a dense layer on several axes a convolution of one tap along all but the last", () => {
    const { axes, inChannels, outChannels } = convolutionMapOf("Dense", { units: 5 }, [3, 4, 2]);
    expect(axes.map(({ inputSize, outputSize, kernelSize }) => [inputSize, outputSize, kernelSize])).toEqual([
      [3, 3, 1],
      [4, 4, 1],
    ]);
    expect([inChannels, outChannels]).toEqual([2, 5]);
  });

  it("places windows where the rules of pooling do", () => {
    for (const [rank, padding] of [
      [1, "same"],
      [2, "same"],
      [3, "same-3d"],
      [2, "valid"],
    ] as const) {
      for (let n = 1; n <= 9; n++) {
        for (const [kernelSize, stride, dilation] of [
          [1, 1, 1],
          [1, 3, 1],
          [2, 4, 1],
          [3, 2, 1],
          [4, 2, 2],
          [5, 1, 1],
        ] as const) {
          const starts = windowStarts({ inputSize: n, kernelSize, stride, dilation, padding });
          const settings = {
            filters: 1,
            kernelSize,
            strides: stride,
            dilationRate: dilation,
            padding: padding === "valid" ? padding : "same",
          } as const;
          const shape = [...Array.from({ length: rank }, () => n), 1];
          if (starts.length === 0) continue; // none fits: see the refusals
          const { axes } = convolutionMapOf(`Conv${rank}D`, settings, shape);
          for (const axis of axes) {
            expect(Array.from({ length: axis.outputSize }, (_, o) => o * stride - axis.padBefore)).toEqual(starts);
          }
        }
      }
    }
  });

  it("pads a causal convolution before only", () => {
    const { axes } = convolutionMapOf(
      "Conv1D",
      { filters: 1, kernelSize: 3, dilationRate: 2, strides: 2, padding: "causal" },
      [7, 1],
    );
    expect(axes).toEqual([{ inputSize: 7, outputSize: 4, kernelSize: 3, stride: 2, dilation: 2, padBefore: 4 }]);
  });

  it("is for a transposed layer the convolution that it is the adjoint of", () => {
    const map = convolutionMapOf("Conv2DTranspose", { filters: 3, kernelSize: [2, 5], strides: [3, 2] }, [3, 4, 2]);
    expect(map.isAdjoint).toBe(true);
    expect([map.inChannels, map.outChannels]).toEqual([3, 2]);
    expect(map.axes.map(({ inputSize, outputSize, padBefore }) => [inputSize, outputSize, padBefore])).toEqual([
      [9, 3, 0],
      [11, 4, 0],
    ]);
  });

  it("has groups and channels first", () => {
    const settings = { kernelSize: 3, depthMultiplier: 2, dataFormat: "channelsFirst" } as const;
    const depthwise = convolutionMapOf("DepthwiseConv2D", settings, [4, 5, 6]);
    expect([depthwise.inChannels, depthwise.outChannels, depthwise.groups]).toEqual([4, 8, 4]);
    expect(depthwise.axes.map(({ outputSize }) => outputSize)).toEqual([3, 4]);
    const grouped = convolutionMapOf("Conv2D", { filters: 6, kernelSize: 1, groups: 2 }, [5, 5, 4]);
    expect([grouped.inChannels, grouped.outChannels, grouped.groups]).toEqual([4, 6, 2]);
  });

  it.each([
    ["Pooling", {}, [1], "kind must be one of Dense, Conv1D"],
    ["Dense", {}, [3], "units of Dense must be an integer from 1 to 2^31 - 1, received undefined"],
    ["Dense", { units: 1 }, [], "inputShape of Dense must have an axis, received none"],
    ["Conv2D", { filters: 1, kernelSize: 3 }, [5, 5], "inputShape of Conv2D must have 3 axes, received [5, 5]"],
    [
      "Conv2D",
      { filters: 1, kernelSize: [3, 3, 3] },
      [5, 5, 1],
      "kernelSize of Conv2D must have 2 entries, received 3",
    ],
    [
      "Conv2D",
      { filters: 1, kernelSize: 6 },
      [5, 5, 1],
      "a window of Conv2D must fit into 5 entries, received one of 6",
    ],
    ["Conv2D", { filters: 1, kernelSize: 0.5 }, [5, 5, 1], "kernelSize of Conv2D must be an integer"],
    ["Conv2D", { filters: 1, kernelSize: 3 }, [5, 0, 1], "inputShape of Conv2D must be an integer"],
    [
      "Conv1D",
      { filters: 1, kernelSize: 2, dilationRate: 2 ** 30, padding: "same" },
      [5, 1],
      "taps of Conv1D must span",
    ],
  ] as const)("refuses %s with %j on %j", (kind, settings, shape, message) => {
    expect(() => convolutionMapOf(kind, settings, shape)).toThrow(`convolutionMapOf: ${message}`);
  });
});
