import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { enclose } from "../../src/evaluation/enclose.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { gradient } from "../../src/evaluation/gradient.ts";
import type { Network } from "../../src/network/operation.ts";
import { operationRule } from "../../src/network/operation-rule.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { functional, handMade, input, layer, sequential } from "../support/hand-made.ts";
import { dot, randomVector } from "../support/random-vector.ts";
import { predicted, randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

const namesOf = ({ operations }: Network): readonly string[] => operations.map(({ name }) => name);
const linesOf = ({ operations }: Network): readonly string[] =>
  operations.map(({ name, kind, inputs }) => `${name} ${kind} ${inputs.join(",")}`);

/** The kind of an activation layer with this setting. */
const kindOf = (activation: unknown): string =>
  readNetwork(handMade(sequential([2], [["Activation", { activation }]]))).operations[0]?.kind ?? "";

const oneLayer = sequential([2], [["Dense", { name: "a", units: 1, use_bias: false }]]);

/** The kernel of one layer, decoded. */
const quantized = (dtype: string, bytes: ArrayLike<number>): number[] => {
  const quantization = dtype === "float16" ? { dtype } : { dtype, scale: 0.1, min: -25.4999 };
  const network = readNetwork({
    modelTopology: oneLayer,
    weightSpecs: [{ name: "a/kernel", shape: [2, 1], dtype: "float32", quantization }],
    weightData: Uint8Array.from(bytes).buffer,
  });
  const { action } = network.operations[0] ?? {};
  return action?.type === "convolution" ? [...action.kernel] : [];
};

describe("readNetwork", () => {
  it("lists the operations of a sequential model, activations by themselves", async () => {
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 3, activation: "relu", inputShape: [5, 5, 1], name: "conv" }),
        layers.separableConv2d({ filters: 3, kernelSize: 2, activation: "hardSigmoid", name: "both" }),
        layers.activation({ activation: "linear", name: "nothing" }),
        layers.flatten({ name: "flat" }),
        layers.dense({ units: 1, name: "head" }),
      ],
    });
    const network = readNetwork(await savedModel(model));
    expect(linesOf(network)).toEqual([
      "conv Conv2D 0",
      "conv:activation relu 1",
      "both:depthwise DepthwiseConv2D 2",
      "both:pointwise Conv2D 3",
      "both:activation hardsigmoid 4",
      "nothing linear 5",
      "flat Flatten 6",
      "head Dense 7",
    ]);
    expect(network.inputShape).toEqual([5, 5, 1]);
    expect(network.outputShape).toEqual([1]);
    expect(network.operations.map(({ outputShape }) => outputShape)).toEqual([
      [3, 3, 2],
      [3, 3, 2],
      [2, 2, 2],
      [2, 2, 3],
      [2, 2, 3],
      [2, 2, 3],
      [12],
      [1],
    ]);
    expect(network.operations.map(({ inputShapes }) => inputShapes[0]).slice(1)).toEqual(
      network.operations.map(({ outputShape }) => outputShape).slice(0, -1),
    );
  });

  it("inlines models in models, and numbers the applications of shared layers", async () => {
    const inside = tfl.input({ shape: [4] });
    const one = layers.dense({ units: 4, activation: "tanh", name: "one" }).apply(inside) as Symbolic;
    const sum = layers.add({ name: "sum" }).apply([inside, one]) as Symbolic;
    const block = tfl.model({ inputs: inside, outputs: sum, name: "block" });
    const chain = tfl.sequential({
      layers: [layers.dense({ units: 4, inputShape: [4], name: "link" })],
      name: "chain",
    });
    const outside = tfl.input({ shape: [4] });
    const twice = block.apply(block.apply(outside)) as Symbolic;
    const model = tfl.model({ inputs: outside, outputs: chain.apply(chain.apply(twice)) as Symbolic, name: "outer" });
    randomizeWeights(model, 1);
    const network = readNetwork(await savedModel(model));
    expect(linesOf(network)).toEqual([
      "block/one Dense 0",
      "block/one:activation tanh 1",
      "block/sum Add 0,2",
      "block/one#2 Dense 3",
      "block/one#2:activation tanh 4",
      "block/sum#2 Add 3,5",
      "chain/link Dense 6",
      "chain/link#2 Dense 7",
    ]);
    const x = randomVector(2, 4);
    for (const [i, entry] of predicted(model, x).entries()) expect(evaluate(network, x)[i]).toBeCloseTo(entry, 4);
  });

  it("visits what the output depends on, depth first and inputs in order", async () => {
    const x = tfl.input({ shape: [3], name: "x" });
    const dense = (name: string, from: Symbolic): Symbolic => layers.dense({ units: 3, name }).apply(from) as Symbolic;
    const [a, b] = [dense("a", x), dense("b", x)];
    const c = layers.add({ name: "c" }).apply([dense("late", b), a]) as Symbolic;
    const shared = layers.dense({ units: 3, name: "shared" });
    const d = layers.maximum({ name: "d" }).apply([shared.apply(c), shared.apply(b)] as Symbolic[]) as Symbolic;
    const network = readNetwork(await savedModel(tfl.model({ inputs: x, outputs: d })));
    expect(linesOf(network)).toEqual([
      "b Dense 0",
      "late Dense 1",
      "a Dense 0",
      "c Add 2,3",
      "shared Dense 4",
      "shared#2 Dense 1",
      "d Maximum 5,6",
    ]);
  });

  it("leaves out what the output does not depend on", () => {
    const dense = { units: 1, use_bias: false };
    const topology = functional(
      [input("x", [2]), layer("unused", "Lambda", {}, [["x", 0]]), layer("a", "Dense", dense, [["x", 0]])],
      ["x"],
      ["a", 0],
    );
    expect(namesOf(readNetwork(handMade(topology, [{ name: "a/kernel", shape: [2, 1], values: [1, 2] }])))).toEqual([
      "a",
    ]);
  });

  it("holds further inputs fixed: a projection head", async () => {
    const [x, label] = [tfl.input({ shape: [5], name: "x" }), tfl.input({ shape: [1], name: "label" })];
    const features = layers.dense({ units: 4, activation: "relu", name: "features" }).apply(x) as Symbolic;
    const row = layers.embedding({ inputDim: 3, outputDim: 4, name: "table" }).apply(label) as Symbolic;
    const flat = layers.flatten({ name: "flat" }).apply(row) as Symbolic;
    const inner = layers.dot({ axes: -1, name: "inner" }).apply([flat, features]) as Symbolic;
    const head = layers.dense({ units: 1, name: "head" }).apply(features) as Symbolic;
    const model = tfl.model({
      inputs: [x, label],
      outputs: layers.add({ name: "sum" }).apply([inner, head]) as Symbolic,
    });
    randomizeWeights(model, 1);
    const network = readNetwork(await savedModel(model));
    expect(linesOf(network)).toEqual([
      "label Fixed ",
      "table Embedding 1",
      "flat Flatten 2",
      "features Dense 0",
      "features:activation relu 4",
      "inner Dot 3,5",
      "head Dense 5",
      "sum Add 6,7",
    ]);
    expect(network.fixedInputs).toEqual([{ name: "label", shape: [1], size: 1 }]);
    expect(network.operations.map(({ isVaried }) => isVaried)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    const table = model.getLayer("table").getWeights()[0]?.arraySync() as number[][];
    const norms = table.map((entries) => Math.hypot(...entries));
    const rules = network.operations.map((operation) => operationRule(operation)?.upper);
    expect(rules.slice(0, 3)).toEqual([0, 0, 0]);
    expect(rules[5]).toBeGreaterThanOrEqual(Math.max(...norms) * (1 - 1e-15));
    expect(rules[5]).toBeCloseTo(Math.max(...norms), 12);
    for (const index of [0, 1, 2]) {
      const sample = randomVector(2 + index, 5);
      const fixed = { label: [index] };
      const [expected = Number.NaN] = predicted(model, sample, [index]);
      expect(evaluate(network, sample, fixed)[0]).toBeCloseTo(expected, 4);
      const { middle, radius } = enclose(network, sample, fixed);
      expect(middle[0]).toBeCloseTo(expected, 4);
      expect(radius[0]).toBeLessThan(1e-12);
      const v = randomVector(9, 5);
      const moved = (t: number): number =>
        evaluate(
          network,
          sample.map((s, i) => s + t * (v[i] ?? 0)),
          fixed,
        )[0] ?? 0;
      const slope = dot(gradient(network, sample, undefined, fixed).gradient, v);
      expect((moved(1e-6) - moved(-1e-6)) / 2e-6).toBeCloseTo(slope, 5);
    }
    expect(() => evaluate(network, new Float64Array(5))).toThrow("layer label: must be given 1 values, received none");
    expect(() => evaluate(network, new Float64Array(5), { label: [3] })).toThrow(
      "layer table: its input must be integers from 0 to 2, received 3",
    );
  });

  it("multiplies by entries of an embedding", async () => {
    const [x, label] = [tfl.input({ shape: [2, 4], name: "x" }), tfl.input({ shape: [1], name: "label" })];
    const row = layers.embedding({ inputDim: 3, outputDim: 4, name: "table" }).apply(label) as Symbolic;
    const gate = layers.multiply({ name: "gate" }).apply([x, row]) as Symbolic;
    const model = tfl.model({ inputs: [x, label], outputs: layers.flatten().apply(gate) as Symbolic });
    randomizeWeights(model, 1);
    const network = readNetwork(await savedModel(model));
    const table = model.getLayer("table").getWeights()[0]?.dataSync() ?? [];
    const largest = Array.from(table, Math.abs).reduce((a, b) => Math.max(a, b), 0);
    expect(operationRule(network.operations[2] as Network["operations"][number])).toEqual({ upper: largest, lower: 0 });
    const sample = randomVector(2, 8);
    const y = evaluate(network, sample, { label: [1] });
    for (const [i, entry] of predicted(model, sample, [1]).entries()) expect(y[i]).toBeCloseTo(entry, 5);
  });

  it("looks up the varied input, if it is whole numbers", () => {
    const table = { name: "layer1/embeddings", shape: [3, 2], values: [0, 0, 3, 4, 3, 5] };
    const network = readNetwork(
      handMade(sequential([2], [["Embedding", { input_dim: 3, output_dim: 2, mask_zero: false }]]), [table]),
    );
    expect([...evaluate(network, [2, 1])]).toEqual([3, 5, 3, 4]);
    const rule = operationRule(network.operations[0] as Network["operations"][number]);
    expect(rule?.lower).toBe(0);
    expect(rule?.upper).toBeGreaterThanOrEqual(5);
    expect(rule?.upper).toBeLessThan(5 * (1 + 1e-15));
    expect(() => enclose(network, [0.5, 1])).toThrow(
      "layer layer1: its input must be integers from 0 to 2, received 0.5",
    );
    expect([...gradient(network, [2, 1], new Float64Array(4)).gradient]).toEqual([0, 0]);
  });

  it("takes the shape of a sample where the model leaves it open", () => {
    const topology = sequential([null, null, 2], [["GlobalAveragePooling2D", {}]]);
    expect(readNetwork(handMade(topology), { inputShape: [3, 4, 2] }).inputShape).toEqual([3, 4, 2]);
    expect(() => readNetwork(handMade(topology))).toThrow(
      "layer layer1 input: the input's shape must be [null, null, 2] for one sample, all axes known (option inputShape), received undefined",
    );
    for (const inputShape of [
      [3, 4],
      [3, 4, 5],
      [3, 4, 2, 1],
      [0, 4, 2],
      [1.5, 4, 2],
    ]) {
      expect(() => readNetwork(handMade(topology), { inputShape })).toThrow(RangeError);
    }
  });

  it("reads old and new ways to write a topology", () => {
    const dense = {
      class_name: "Dense",
      config: { name: "a", units: 1, use_bias: false, batch_input_shape: [null, 2] },
    };
    const weights = [{ name: "a/kernel", shape: [2, 1], values: [1, 2] }];
    const asList = { class_name: "Sequential", config: [dense] };
    const first = { class_name: "InputLayer", config: { name: "in", batch_shape: [null, 2] } };
    const { batch_input_shape: _, ...open } = dense.config;
    const withInput = { class_name: "Sequential", config: { layers: [first, { class_name: "Dense", config: open }] } };
    for (const topology of [asList, { model_config: asList, backend: "tensorflow" }, withInput]) {
      expect([...evaluate(readNetwork(handMade(topology, weights)), [3, 5])]).toEqual([13]);
    }
  });

  it("reads activations as names in both cases, as objects, or as none", () => {
    expect(kindOf("hard_sigmoid")).toBe("hardsigmoid");
    expect(kindOf("hardSigmoid")).toBe("hardsigmoid");
    expect(kindOf("silu")).toBe("swish");
    expect(kindOf({ class_name: "gelu_new", config: {} })).toBe("gelunew");
    expect(kindOf(null)).toBe("linear");
    expect(() => kindOf({ class_name: "elu", config: { alpha: 2 } })).toThrow(
      /layer layer1: activation must be the name/,
    );
    expect(() => kindOf("exponential")).toThrow("layer layer1: its activation has no rule, received exponential");
  });

  describe("weights", () => {
    const topology = oneLayer;
    const named = (...names: readonly string[]): ReturnType<typeof handMade> =>
      handMade(
        topology,
        names.map((name) => ({ name, shape: [2, 1], values: [1, 2] })),
      );

    it("are found by the layer's name, or by a longer one as TensorFlow.js does", () => {
      for (const name of ["a/kernel", "a/cell/kernel"]) {
        expect([...evaluate(readNetwork(named(name)), [3, 5])]).toEqual([13]);
      }
      expect([...evaluate(readNetwork(named("a/kernel", "b/kernel")), [3, 5])]).toEqual([13]);
    });

    it.each([
      [["b/kernel"], "received none"],
      [["a/kernel", "a/kernel"], "received 2"],
      [["a/x/kernel", "a/y/kernel"], "received 2"],
      [["x/y/a/kernel"], "received none"],
      [["a/b/cell/kernel"], "received none"],
    ] as const)("are refused where %j leaves it open", (names, message) => {
      expect(() => readNetwork(named(...names))).toThrow(`layer a: there must be one weight a/kernel, ${message}`);
    });

    it("must have the right shape, and be finite", () => {
      const weight = { name: "a/kernel", shape: [2, 1], values: [1, 2] };
      expect(() => readNetwork(handMade(topology, [{ ...weight, shape: [1, 2] }]))).toThrow(
        "layer a: a/kernel must have shape [2, 1], received [1, 2]",
      );
      expect(() => readNetwork(handMade(topology, [{ ...weight, values: [1, Infinity] }]))).toThrow(
        "layer a: a/kernel must be finite, received Infinity",
      );
      expect(() => readNetwork({ ...named("a/kernel"), weightData: new ArrayBuffer(4) })).toThrow(
        "readNetwork: weights must have 8 bytes, received 4",
      );
    });

    it("are decoded from bytes, half words and halves", () => {
      expect(quantized("uint8", [0, 255])).toEqual([Math.fround(-25.4999), Math.fround(255 * 0.1 - 25.4999)]);
      expect(quantized("uint16", [1, 0, 0, 1])).toEqual([Math.fround(0.1 - 25.4999), Math.fround(256 * 0.1 - 25.4999)]);
      // IEEE 754: 1/3 next to it, and the smallest subnormal, negative.
      expect(quantized("float16", [0x55, 0x35, 0x01, 0x80])).toEqual([0.333251953125, -(2 ** -24)]);
      expect(quantized("float16", [0xff, 0x7b, 0x00, 0x04])).toEqual([65504, 2 ** -14]);
      expect(() => quantized("float16", [0, 0x7c, 0, 0])).toThrow("a/kernel must be finite, received Infinity");
      expect(() => quantized("int4", [0])).toThrow(RangeError);
    });
  });
});
