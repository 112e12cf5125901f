import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNetwork } from "../../src/network/read-network.ts";
import { type Config, functional, handMade, input, layer, sequential, type Weight } from "../support/hand-made.ts";

const kernels: readonly Weight[] = [
  { name: "layer1/kernel", shape: [3, 3, 2, 4], values: new Float32Array(72) },
  { name: "layer1/depthwise_kernel", shape: [3, 3, 2, 1], values: new Float32Array(18) },
  { name: "layer1/pointwise_kernel", shape: [1, 1, 2, 4], values: new Float32Array(8) },
];
const conv: Config = { filters: 4, kernel_size: 3, use_bias: false };

/** A class, settings, and what the error says. */
const REFUSED: readonly (readonly [string, Config, string])[] = [
  ["Lambda", {}, "it has no rule, received class Lambda"],
  ["LSTM", {}, "it has no rule, received class LSTM"],
  ["__proto__", {}, "it has no rule"],
  ["constructor", {}, "it has no rule"],
  ["MultiHeadAttention", {}, "dot-product attention is not globally Lipschitz"],
  ["ThresholdedReLU", { theta: 1 }, "it is not continuous"],
  ["Masking", {}, "it is not continuous"],
  ["Conv2D", { ...conv, padding: "causal" }, "padding must be one of valid, same, received causal"],
  ["Conv2D", { ...conv, data_format: "other" }, "data_format must be one of"],
  ["Conv2D", { ...conv, kernel_size: [3] }, "kernel_size must be 2 integers, received [3]"],
  ["Conv2D", { ...conv, kernel_size: 7 }, "a window of Conv2D must fit into 6 entries, received one of 7"],
  ["Conv2D", { ...conv, strides: 0 }, "strides of Conv2D must be an integer from 1"],
  ["Conv2D", { ...conv, groups: 3 }, "groups of Conv2D must divide 2 and 4 channels, received 3"],
  ["Conv2D", { ...conv, groups: 2 }, "layer1/kernel must have shape [3, 3, 1, 4], received [3, 3, 2, 4]"],
  ["Conv2D", { ...conv, filters: 2 ** 40 }, "filters of Conv2D must be an integer from 1"],
  ["Conv2D", { ...conv, filters: 2 ** 30 }, "its shapes must have at most 8 axes and 2^26 entries"],
  ["Conv2D", { ...conv, use_bias: "yes" }, "use_bias must be true or false, received yes"],
  ["Conv2D", { ...conv, activation: "leaky_relu" }, "its activation has no rule, received leaky"],
  ["Conv1D", conv, "inputShape of Conv1D must have 2 axes"],
  ["Conv1D", { ...conv, data_format: "channels_first" }, "data_format of Conv1D must be"],
  [
    "Conv2DTranspose",
    { ...conv, dilation_rate: [2, 2] },
    "dilation_rate of Conv2DTranspose must be 1, received [2, 2]",
  ],
  ["Conv2DTranspose", { ...conv, output_padding: [1, 1] }, "output_padding of Conv2DTranspose must be"],
  ["Conv2DTranspose", { ...conv, strides: 2 ** 30 }, "size of the output of Conv2DTranspose must be an integer"],
  ["Conv2DTranspose", { ...conv, strides: 2 ** 20 }, "its shapes must have at most 8 axes and 2^26 entries"],
  ["DepthwiseConv2D", { ...conv, dilation_rate: [2, 2] }, "dilation_rate of DepthwiseConv2D must be 1"],
  ["SeparableConv2D", { ...conv, data_format: "channels_first" }, "data_format of SeparableConv2D must be"],
  ["ReLU", { negative_slope: 0.1 }, "negative_slope of ReLU must be 0, received 0.1"],
  ["ReLU", { threshold: 1 }, "threshold of ReLU must be 0, received 1"],
  ["ReLU", { max_value: -1 }, "max_value must be > 0, received -1"],
  ["LeakyReLU", { alpha: "a" }, "alpha must be a finite number, received a"],
  ["LeakyReLU", { negative_slope: 0.1 }, "negative_slope of LeakyReLU must be"],
  ["ELU", { alpha: 2 }, "alpha of ELU must be 1, received 2"],
  ["Softmax", { axis: 0 }, "axis must be axes of one sample, received 0"],
  ["Softmax", { axis: 4 }, "axis must be axes of one sample, received 4"],
  ["PReLU", { shared_axes: [4] }, "shared_axes must be axes of one sample, received [4]"],
  ["BatchNormalization", { axis: 0 }, "axis must be axes of one sample, received 0"],
  ["BatchNormalization", { axis: [1, 2] }, "axis must be one, received 2"],
  ["LayerNormalization", { axis: [1, 1] }, "axis must be axes of one sample, received [1, 1]"],
  ["LayerNormalization", { axis: -1, epsilon: 0 }, "epsilon must be > 0, received 0"],
  ["Reshape", { target_shape: [5, -1] }, "its shapes must be integers >= 1"],
  ["Reshape", { target_shape: [-1, -1] }, "target_shape must have 72 entries, received [-1, -1]"],
  ["Reshape", { target_shape: [71] }, "target_shape must have 72 entries, received [71]"],
  ["Permute", { dims: [1, 2, 2] }, "dims must be the axes 1 to 3 in some order"],
  ["RepeatVector", { n: 2 }, "one sample of its input must have 1 axes"],
  [
    "ZeroPadding2D",
    {
      padding: [
        [1, 1],
        [1, -1],
      ],
    },
    "padding must be integers >= 0 for two axes",
  ],
  ["ZeroPadding2D", { padding: 2 ** 25 }, "its shapes must have at most 8 axes and 2^26 entries"],
  [
    "Cropping2D",
    {
      cropping: [
        [3, 3],
        [0, 0],
      ],
    },
    "its shapes must be integers >= 1",
  ],
  ["UpSampling2D", { size: [2, 2], interpolation: "bicubic" }, "interpolation must be one of nearest, bilinear"],
  ["UpSampling2D", { size: [2 ** 20, 2 ** 20] }, "its shapes must have at most 8 axes and 2^26 entries"],
  ["Rescaling", { scale: [1, 2] }, "scale must be a finite number, received [1, 2]"],
  ["MaxPooling2D", { pool_size: [7, 1] }, "windows must fit into 6 entries, received pool_size 7"],
  ["MaxPooling2D", { pool_size: [2 ** 30, 1], padding: "same", strides: 1 }, "its windows must have at most 2^22 taps"],
  ["MaxPooling1D", {}, "one sample of its input must have 2 axes"],
  ["GlobalAveragePooling2D", { keepdims: true }, "keepdims of GlobalAveragePooling2D must be false, received true"],
  ["Add", {}, "it must merge 2 or more inputs, received 1"],
  ["Dot", { axes: 1 }, "a product of branches is not globally Lipschitz"],
  ["Multiply", {}, "a product of branches is not globally Lipschitz"],
  [
    "Embedding",
    { input_dim: 2, output_dim: 2, mask_zero: true },
    "mask_zero of Embedding must be false, received true",
  ],
];

/** The settings of a model that applies another one twice. */
const twice = (name: string, inner: object): object => {
  const nodes = [[["in", 0, 0, {}]], [["m", 1, 0, {}]]];
  const model = { ...layer("m", "Functional", {}, []), config: { ...inner, name: "m" }, inbound_nodes: nodes };
  const topology = functional([input("in", [2]), model], ["in"], ["m", 2]) as { config: object };
  return { ...topology.config, name };
};

/** All places in a JSON value. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  const inner = replaced(copy[key], rest, by);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

/** What reading a topology throws, or null. */
function thrownBy(topology: unknown): unknown {
  try {
    readNetwork(handMade(topology, kernels));
    return null;
  } catch (error) {
    return error;
  }
}

describe("readNetwork refuses", () => {
  it.each(REFUSED)("%s with %j", (kind, config, message) => {
    const read = (): unknown => readNetwork(handMade(sequential([6, 6, 2], [[kind, config]]), kernels));
    expect(read).toThrow(RangeError);
    expect(read).toThrow(`layer layer1: ${message}`);
  });

  it("connections that go round in a circle, also through models", () => {
    const add = layer("a", "Add", {}, [
      ["x", 0],
      ["b", 0],
    ]);
    const circle = functional([input("x", [2]), add, layer("b", "Dropout", {}, [["a", 0]])], ["x"], ["b", 0]);
    expect(() => readNetwork(handMade(circle))).toThrow(/the model must have no cycles, received one through it/);
    const identity = functional([input("i", [2])], ["i"], ["i", 0]) as { config: object };
    const model = (name: string, from: readonly [string, number]): ReturnType<typeof layer> => ({
      ...layer(name, "Functional", {}, [from]),
      config: { ...identity.config, name },
    });
    const models = functional([input("x", [2]), model("m", ["n", 1]), model("n", ["m", 1])], ["x"], ["m", 1]);
    expect(() => readNetwork(handMade(models))).toThrow(/the model must have no cycles, received one through it/);
  });

  it("products of branches that both vary, and embeddings with something in between", () => {
    const embedding = layer("e", "Embedding", { input_dim: 2, output_dim: 2 }, [["label", 0]]);
    const weights = [{ name: "e/embeddings", shape: [2, 2], values: [1, 2, 3, 4] }];
    const product = (layers: Parameters<typeof functional>[0], from: readonly (readonly [string, number])[]): unknown =>
      functional(
        [input("x", [2]), input("label", [1]), embedding, ...layers, layer("p", "Multiply", {}, from)],
        ["x", "label"],
        ["p", 0],
      );
    const message = "layer p: a product of branches is not globally Lipschitz";
    for (const topology of [
      product(
        [],
        [
          ["x", 0],
          ["x", 0],
        ],
      ),
      product(
        [layer("f", "Flatten", {}, [["e", 0]])],
        [
          ["f", 0],
          ["f", 0],
        ],
      ),
      product(
        [layer("t", "Activation", { activation: "tanh" }, [["e", 0]])],
        [
          ["t", 0],
          ["x", 0],
        ],
      ),
      product(
        [],
        [
          ["x", 0],
          ["e", 0],
          ["e", 0],
        ],
      ),
    ]) {
      expect(() => readNetwork(handMade(topology, weights))).toThrow(message);
    }
    // The varied factor would be repeated.
    const wide = { name: "e/embeddings", shape: [2, 2], values: [1, 2, 3, 4] };
    const repeated = functional(
      [
        input("x", [1]),
        input("label", [1]),
        embedding,
        layer("p", "Multiply", {}, [
          ["x", 0],
          ["e", 0],
        ]),
      ],
      ["x", "label"],
      ["p", 0],
    );
    expect(() => readNetwork(handMade(repeated, [wide]))).toThrow("layer p: the fixed factor must not have axes");
  });

  it.each([
    ["no object", null],
    ["a number", 5],
    ["a list", []],
    ["no class", {}],
    ["a subclass", { class_name: "MyModel", config: { layers: [] } }],
    ["a graph model", { node: [], library: {} }],
    ["no layers", { class_name: "Sequential", config: { name: "s" } }],
    ["an empty list of layers", { class_name: "Sequential", config: { layers: [] } }],
    ["a layer that is none", { class_name: "Sequential", config: { layers: [7] } }],
    [
      "a layer without a name",
      { class_name: "Sequential", config: { layers: [{ class_name: "Dropout", config: {} }] } },
    ],
    [
      "layers of one name",
      sequential(
        [2],
        [
          ["Dropout", { name: "d" }],
          ["Dropout", { name: "d" }],
        ],
      ),
    ],
    ["no shape", { class_name: "Sequential", config: { layers: [{ class_name: "Dropout", config: { name: "d" } }] } }],
    ["no operation", functional([input("x", [2])], ["x"], ["x", 0])],
    ["an output that is no layer", functional([input("x", [2])], ["x"], ["y", 0])],
    [
      "an application that is none",
      functional([input("x", [2]), layer("a", "Dropout", {}, [["x", 0]])], ["x"], ["a", 1]),
    ],
    [
      "an input that is no input layer",
      functional([input("x", [2]), layer("a", "Dropout", {}, [["x", 0]])], ["a"], ["a", 0]),
    ],
    [
      "Keras 3",
      functional(
        [input("x", [2]), { ...layer("a", "Dropout", {}, []), inbound_nodes: [{ args: [] }] }],
        ["x"],
        ["a", 0],
      ),
    ],
    [
      "arguments of a call",
      functional(
        [input("x", [2]), { ...layer("a", "Dropout", {}, []), inbound_nodes: [[["x", 0, 0, { training: true }]]] }],
        ["x"],
        ["a", 0],
      ),
    ],
    [
      "two outputs",
      {
        class_name: "Model",
        config: {
          name: "m",
          layers: [input("x", [2])],
          input_layers: [["x", 0, 0]],
          output_layers: [
            ["x", 0, 0],
            ["x", 0, 0],
          ],
        },
      },
    ],
  ])("%s", (_, topology) => {
    expect(() => readNetwork(handMade(topology))).toThrow(RangeError);
  });

  it("models that are nested without end", () => {
    let topology: unknown = sequential([2], [["Dropout", {}]]);
    for (let i = 0; i < 5000; i++) {
      topology = { class_name: "Sequential", config: { name: `m${i}`, layers: [topology] } };
    }
    expect(() => readNetwork(handMade(topology))).toThrow("models must be nested at most 32 deep, received more");
  });

  it("models that grow without end: each twice in the next", () => {
    const dropout = functional([input("in", [2]), layer("d", "Dropout", {}, [["in", 0]])], ["in"], ["d", 0]);
    let config = (dropout as { config: object }).config;
    for (let i = 0; i < 30; i++) config = twice(`m${i}`, config);
    expect(() => readNetwork(handMade({ class_name: "Functional", config }))).toThrow(/at most 20000 operations/);
  });

  it("reads deep chains without a deep stack", () => {
    const depth = 15_000;
    const chain = Array.from({ length: depth }, (_, i) =>
      layer(`d${i}`, "Dropout", {}, [[i + 1 < depth ? `d${i + 1}` : "x", 0]]),
    );
    const network = readNetwork(handMade(functional([input("x", [2]), ...chain], ["x"], ["d0", 0])));
    expect(network.operations).toHaveLength(depth);
  });
});

describe("readNetwork on spoilt topologies", () => {
  const topology = functional(
    [
      input("x", [6, 6, 2]),
      layer("layer1", "Conv2D", { ...conv, padding: "same", strides: [2, 2] }, [["x", 0]]),
      layer("norm", "Softmax", { axis: -1 }, [["layer1", 0]]),
      layer("pool", "MaxPooling2D", { pool_size: [2, 2], strides: [1, 1] }, [["norm", 0]]),
      layer("up", "UpSampling2D", { size: [2, 2] }, [["pool", 0]]),
      layer(
        "pad",
        "ZeroPadding2D",
        {
          padding: [
            [1, 1],
            [0, 2],
          ],
        },
        [["up", 0]],
      ),
      layer("sum", "Add", {}, [
        ["pad", 0],
        ["pad", 0],
      ]),
      layer("flat", "Reshape", { target_shape: [-1] }, [["sum", 0]]),
    ],
    ["x"],
    ["flat", 0],
  );

  it("reads them or throws a RangeError, and soon", () => {
    const places = placesOf(topology);
    const values = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        true,
        -1,
        0,
        1,
        1.5,
        2 ** 20,
        2 ** 31,
        2 ** 53,
        1e300,
        "",
        "x",
        "layer1",
        "flat",
        [],
        {},
      ),
      fc.constantFrom<unknown>(
        [2 ** 25, 2 ** 25],
        [
          [1e9, 1e9],
          [1, 1],
        ],
        ["x", 0, 0, {}],
        { class_name: "Sequential", config: [] },
      ),
      fc.jsonValue(),
    );
    const changes = fc.array(fc.tuple(fc.constantFrom(...places), values), { minLength: 1, maxLength: 3 });
    const start = performance.now();
    fc.assert(
      fc.property(changes, (list) => {
        const spoilt = list.reduce<unknown>((value, [path, by]) => {
          try {
            return replaced(value, path, by);
          } catch {
            return value; // the place is gone by an earlier change
          }
        }, topology);
        const error = thrownBy(spoilt);
        expect(error === null || error instanceof RangeError).toBe(true);
        expect(String(error)).not.toMatch(/call stack|Invalid (typed )?array length|allocation/);
      }),
      { numRuns: 1500 },
    );
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
