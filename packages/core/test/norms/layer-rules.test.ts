import { describe, expect, it } from "vitest";
import { LAYER_RULES, type LayerCall, WITHOUT_CONSTANT } from "../../src/norms/internal/layer-rules.ts";

const call = (
  config: LayerCall["config"],
  inputShape: readonly number[] = [4, 6, 3],
  weights: Readonly<Record<string, readonly number[]>> = {},
): LayerCall => ({ config, inputShape, weight: (name) => weights[name] });

const ruleOf = (kind: string) => LAYER_RULES[kind] ?? expect.fail(`no rule for ${kind}`);

const OVERLAP = "max pooling: √ of the largest overlap of windows";
const AVERAGING = "norm of the averaging matrices of the axes";
const COUNT = "1/√(number of entries)";
const BATCH = "batch normalisation at inference: max |gamma|/√(variance + epsilon)";
const LAYER = "layer normalisation: max |gamma|/√epsilon";
const upSampling = (way: string): string => `${way} up-sampling: norm of the matrices of the axes`;

/** Windows of two entries that meet on the first axis only, and none of one entry in the channels. */
const overlapping = { poolSize: [2, 2], strides: [1, 2], padding: "valid" };

describe("LAYER_RULES", () => {
  it.each([
    ["Flatten", call({}), 1, "1: moves entries"],
    ["ZeroPadding2D", call({}), 1, "1: adds zeros"],
    ["Cropping2D", call({}), 1, "1: drops entries"],
    ["Dropout", call({}), 1, "1: does nothing at inference"],
    ["RepeatVector", call({ n: 9 }), 3, "√n: repeats entries n times"],
    ["Rescaling", call({ scale: -2 }), 2, "|scale|"],
    // TensorFlow.js multiplies by the float32, which is above 0.1 and below 0.7.
    ["Rescaling", call({ scale: 0.1 }), Math.fround(0.1), "|scale|"],
    ["Rescaling", call({ scale: 0.7 }), 0.7, "|scale|"],
    ["MaxPooling2D", call({ ...overlapping, dataFormat: "channelsLast" }, [4, 6, 1]), Math.SQRT2, OVERLAP],
    ["MaxPooling2D", call({ ...overlapping, dataFormat: "channelsFirst" }, [1, 4, 6]), Math.SQRT2, OVERLAP],
    ["MaxPooling1D", call({ poolSize: [2], strides: [1], padding: "same" }, [1, 5]), 1, OVERLAP],
    ["AveragePooling2D", call({ poolSize: [2, 2], strides: [2, 2], padding: "valid" }), 0.5, AVERAGING],
    ["GlobalMaxPooling2D", call({}), 1, "1: one window"],
    ["GlobalAveragePooling2D", call({ dataFormat: "channelsLast" }, [2, 8, 3]), 0.25, COUNT],
    ["GlobalAveragePooling2D", call({ dataFormat: "channelsFirst" }, [3, 2, 8]), 0.25, COUNT],
    ["UpSampling2D", call({ size: [2, 8], interpolation: "nearest" }), 4, upSampling("nearest")],
    ["UpSampling2D", call({ size: [1, 1], interpolation: "bilinear" }), 1, upSampling("bilinear")],
    ["BatchNormalization", call({ axis: -1, epsilon: 0.25 }, [2], { moving_variance: [0, 2] }), 2, BATCH],
    [
      "BatchNormalization",
      call({ axis: 1, epsilon: 0.25 }, [2], { gamma: [1, -6], moving_variance: [0, 2] }),
      4,
      BATCH,
    ],
    ["BatchNormalization", call({ axis: -1, epsilon: 0.25 }, [2]), 0, BATCH],
    ["LayerNormalization", call({ axis: -1, epsilon: 0.25 }, [2]), 2, LAYER],
    ["LayerNormalization", call({ axis: [1, 2], epsilon: 0.25 }, [2, 3], { gamma: [1, -2] }), 4, LAYER],
    ["Softmax", call({ axis: -1 }), 0.5, "softmax"],
    ["ReLU", call({}), 1, "relu"],
    ["LeakyReLU", call({ alpha: 3 }), 3, "leakyReLU: max(1, |alpha|)"],
    ["PReLU", call({}, [2], { alpha: [0.5, -2] }), 2, "PReLU: max(1, |alpha|)"],
    ["ELU", call({ alpha: 5 }), 5, "elu: max(1, |alpha|)"],
  ] as const)("gives %s its constant and the reason for it", (kind, at, constant, rule) => {
    const result = ruleOf(kind)(at);
    expect(result.rule).toBe(rule);
    expect(result.constant).toBeCloseTo(constant, 12);
  });

  it("refuses the scale of a rescaling that is no finite number", () => {
    for (const scale of [Number.NaN, Infinity, "2", undefined]) {
      expect(() => ruleOf("Rescaling")(call({ scale }))).toThrow(
        new RangeError(`its scale must be a finite number, received ${String(scale)}`),
      );
    }
  });

  it("refuses the batch axis, counted from either end, and no other", () => {
    for (const [axis, received] of [
      [0, "0"],
      [-2, "-2"],
      [[1, 0], "1, 0"],
    ] as const) {
      const refusal = new RangeError(`its axes must be those of one sample, received ${received}`);
      expect(() => ruleOf("Softmax")(call({ axis }, [2]))).toThrow(refusal);
      expect(() => ruleOf("LayerNormalization")(call({ axis, epsilon: 1 }, [2]))).toThrow(refusal);
    }
    expect(() => ruleOf("BatchNormalization")(call({ axis: -3, epsilon: 1 }, [2, 2]))).toThrow(/received -3/);
    expect(ruleOf("Softmax")(call({ axis: 1 }, [2])).constant).toBe(0.5);
    expect(ruleOf("Softmax")(call({ axis: -1 }, [2])).constant).toBe(0.5);
  });

  it("refuses a parametric activation without its parameter", () => {
    expect(() => ruleOf("PReLU")(call({}))).toThrow(/alpha must be finite numbers, received none/);
  });
});

describe("WITHOUT_CONSTANT", () => {
  it("says why", () => {
    expect(WITHOUT_CONSTANT).toEqual({
      Multiply: "a product of branches is not globally Lipschitz",
      Dot: "a product of branches is not globally Lipschitz",
      MultiHeadAttention: "dot-product attention is not globally Lipschitz",
      ThresholdedReLU: "it is not continuous",
      Embedding: "it takes indices",
      Masking: "it is not continuous, and its mask acts on later layers",
    });
  });
});
