import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { createRng, layerMap, layerWeights } from "@lipschitz-gan/core";
import { bits, numbers, u32, withoutLeak } from "../support/tensors.ts";
import { type Geometry, geometry, LAYER_CASES, layerCase, normals } from "./support/layer-cases.ts";
import { transposed } from "./support/naive-layers.ts";

const { layers } = tfl;

/**
 * Roundings of one output beyond those of its sum of products: dividing by a count, the square root and the quotient of
 * batch normalisation and their counterparts in its gradient, products of interpolation weights.
 */
const FURTHER = 12;

/** `k u / (1 - k u)`: relative error of a sum of k products, in any order (Higham 2002, section 3.1). */
const gamma = (k: number): number => (k * u32) / (1 - k * u32);

const terms = (row: readonly number[]): number => row.filter((x) => x !== 0).length + FURTHER;

const longest = (matrix: readonly (readonly number[])[]): number => Math.max(...matrix.map(terms));

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

const absoluteDot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + Math.abs(x * (b[i] ?? 0)), 0);

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function checkMap(what: string, drawn: Geometry): void {
  const { layer, inputShape, expected } = layerCase(what, drawn);
  const map = layerMap(layer, inputShape);
  expect(map.inputShape).toEqual([...inputShape]);
  expect(map.outputShape).toEqual([...expected.outputShape]);
  const random = createRng(drawn.seed).stream("x");
  const [x, y] = [normals(random, product(inputShape)), normals(random, product(map.outputShape))];
  const tx = numbers(map.apply(tf.tensor(x, [1, ...map.inputShape])));
  const ty = numbers(map.adjoint(tf.tensor(y, [1, ...map.outputShape])));

  // |fl(T x) - T x| <= gamma_k |T| |x| in each entry, k the number of terms; the same for the transpose.
  for (const [i, row] of expected.matrix.entries()) {
    const allowed = gamma(terms(row)) * absoluteDot(expected.absolute[i] ?? [], x);
    expect(Math.abs((tx[i] ?? Number.NaN) - dot(row, x)), `${what}: output ${i}`).toBeLessThanOrEqual(allowed);
  }
  const absoluteColumns = transposed(expected.absolute);
  for (const [j, column] of transposed(expected.matrix).entries()) {
    const allowed = gamma(terms(column)) * absoluteDot(absoluteColumns[j] ?? [], y);
    expect(Math.abs((ty[j] ?? Number.NaN) - dot(column, y)), `${what}: input ${j}`).toBeLessThanOrEqual(allowed);
  }

  // <T x, y> and <x, T* y> are each within the sum of those errors of the exact value; the sums in float64 add nothing.
  const size = absoluteDot(
    expected.absolute.map((row) => absoluteDot(row, x)),
    y,
  );
  const allowed = (gamma(longest(expected.matrix)) + gamma(longest(transposed(expected.matrix)))) * size;
  expect(Math.abs(dot(tx, y) - dot(x, ty)), `${what}: <Tx, y> - <x, T*y>`).toBeLessThanOrEqual(allowed);
  for (const variable of layer.weights) variable.dispose(); // a layer in no model refuses to be disposed
}

describe.each(["cpu", "wasm"] as const)("layerMap on %s", (name) => {
  let backend: StartedBackend | undefined;
  beforeEach(async () => {
    // cpu is plain TensorFlow.js, nothing completed, so that adjoints do not lean on it
    if (name === "cpu") await tf.setBackend("cpu");
    else backend = await startBackend(name, { threads: 1 });
    tf.engine().startScope();
  });
  afterEach(async () => {
    tf.engine().endScope();
    await backend?.stop();
  });

  const onBackend = Object.keys(LAYER_CASES).filter((what) => !(name === "wasm" && what.startsWith("conv3d")));
  it.each(onBackend)("does what %s does without its bias, and its adjoint is the transpose", (what) => {
    fc.assert(
      fc.property(geometry(), (drawn) => {
        tf.tidy(() => {
          checkMap(what, drawn);
        });
      }),
      { numRuns: 12 },
    );
  });
});

/** Every second slice, the first included. */
const everySecond = (x: tf.Tensor): tf.Tensor =>
  tf.conv3d(x as tf.Tensor5D, tf.ones([1, 1, 1, 1, 1]), [2, 1, 1], "valid");

describe("layerMap of 3-D convolutions on wasm", () => {
  it("is refused, for the kernel of TensorFlow.js is wrong", async () => {
    const backend = await startBackend("wasm", { threads: 1 });
    tf.tidy(() => {
      for (const layer of [
        layers.conv3d({ name: "deep", filters: 1, kernelSize: 1 }),
        layers.conv3dTranspose({ name: "deep", filters: 1, kernelSize: 1 }),
      ]) {
        layer.build([null, 2, 2, 2, 1]);
        expect(() => layerMap(layer, [2, 2, 2, 1])).toThrow(
          new RangeError(
            `layerMap: layer deep must not be a 3-D convolution on the wasm backend, received ${layer.getClassName()}, ` +
              "whose adjoint TensorFlow.js 4.22 computes wrongly there; take another backend",
          ),
        );
      }
      // Of one slice it is the identity, and so is its adjoint: when this is no longer wrong, the refusal has no reason any more.
      expect(numbers(tf.grad(everySecond)(tf.ones([1, 1, 1, 1, 1]), tf.ones([1, 1, 1, 1, 1])))).not.toEqual([1]);
    });
    await backend.stop();
  });
});

const built = (config: Partial<Parameters<typeof layers.dense>[0]> = {}): tfl.layers.Layer => {
  const layer = layers.dense({ name: "head", units: 2, ...config });
  layer.build([null, 3]);
  const random = createRng(1).stream("weights");
  layer.setWeights([tf.tensor(normals(random, 6), [3, 2]), tf.tensor(normals(random, 2))]);
  return layer;
};

describe("layerMap", () => {
  beforeEach(async () => {
    await tf.setBackend("cpu");
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
  });

  it("leaves an activation out when told, and refuses it otherwise", () => {
    for (const activation of ["relu", "elu", "tanh", "softmax", "hardSigmoid"] as const) {
      const layer = built({ activation });
      expect(() => layerMap(layer, [3])).toThrow(
        `layerMap: layer head must have no activation, received ${activation}; ` +
          'take its linear part alone with { activation: "leave-out" }',
      );
      const x = tf.tensor2d([[1, -2, 3]]);
      expect(bits(layerMap(layer, [3], { activation: "leave-out" }).apply(x))).toEqual(
        bits(layerMap(built(), [3]).apply(x)),
      );
    }
  });

  it("never edits the layer", () => {
    const layer = built({ activation: "tanh" });
    const x = tf.tensor2d([[0.1, -0.2, 0.3]]);
    const before = bits(layer.apply(x) as tf.Tensor);
    const keys = Object.getOwnPropertyNames(layer);
    const map = layerMap(layer, [3], { activation: "leave-out", weights: { kernel: tf.zeros([3, 2]) } });
    map.adjoint(map.apply(x));
    expect(bits(layer.apply(x) as tf.Tensor)).toEqual(before);
    expect(Object.getOwnPropertyNames(layer)).toEqual(keys);
  });

  it("takes given weights, and else reads the layer's anew at each call", () => {
    const layer = built();
    const x = tf.tensor2d([[1, 1, 1]]);
    const given = layerMap(layer, [3], { weights: { kernel: tf.ones([3, 2]) } });
    const own = layerMap(layer, [3]);
    expect(numbers(given.apply(x))).toEqual([3, 3]);
    layer.setWeights([tf.mul(tf.ones([3, 2]), 2), tf.ones([2])]);
    expect(numbers(own.apply(x))).toEqual([6, 6]);
    expect(numbers(own.adjoint(tf.tensor2d([[1, 1]])))).toEqual([4, 4, 4]);
    expect(numbers(given.apply(x))).toEqual([3, 3]);
  });

  it("does not call the user's call hook", () => {
    const layer = built();
    layer.setCallHook(() => expect.fail("called"));
    layerMap(layer, [3]).apply(tf.ones([1, 3]));
  });

  it("takes batches, each sample by itself", () => {
    const map = layerMap(built(), [3]);
    const random = createRng(2).stream("x");
    const x = tf.tensor2d(normals(random, 12), [4, 3]);
    const rows = tf.unstack(x).map((row) => numbers(map.apply(tf.expandDims(row))));
    expect(numbers(map.apply(x))).toEqual(rows.flat());
    expect(map.adjoint(map.apply(x)).shape).toEqual([4, 3]);
  });

  it("frees what it does not return", () => {
    const layer = built({ activation: "relu" });
    const dilated = layers.conv1d({ filters: 2, kernelSize: 3, dilationRate: 2 });
    dilated.build([null, 8, 1]);
    withoutLeak(() => {
      const map = layerMap(layer, [3], { activation: "leave-out" });
      const convolution = layerMap(dilated, [8, 1]);
      const [x, z] = [tf.ones([2, 3]), tf.ones([2, 8, 1])];
      const [y, w] = [map.apply(x), convolution.apply(z)];
      tf.dispose([x, y, z, w, map.adjoint(y), convolution.adjoint(w)]);
    });
  });

  it("ignores the dilation of a depthwise layer, as the layer itself does", () => {
    const layer = layers.depthwiseConv2d({ kernelSize: 2, dilationRate: 2, padding: "valid", useBias: false });
    layer.build([null, 4, 4, 1]);
    const x = tf.tensor4d(normals(createRng(0).stream("x"), 16), [1, 4, 4, 1]);
    expect(bits(layerMap(layer, [4, 4, 1]).apply(x))).toEqual(bits(layer.apply(x) as tf.Tensor));
  });

  it.each([
    ["reLU", () => layers.reLU()],
    ["maxPooling2d", () => layers.maxPooling2d({})],
    ["layerNormalization", () => layers.layerNormalization()],
    ["embedding", () => layers.embedding({ inputDim: 3, outputDim: 2 })],
    ["add", () => layers.add()],
    ["timeDistributed", () => layers.timeDistributed({ layer: layers.dense({ units: 1 }) })],
    ["lstm", () => layers.lstm({ units: 1 })],
  ])("refuses %s by name, which is not linear", (_, make) => {
    const layer = make();
    expect(() => layerMap(layer, [3])).toThrow(
      `layer ${layer.name} must be linear, received class ${layer.getClassName()}`,
    );
  });

  it("refuses an activation layer that is not linear, whatever it is told", () => {
    const layer = layers.activation({ activation: "relu", name: "bend" });
    expect(() => layerMap(layer, [3], { activation: "leave-out" })).toThrow(
      /layer bend must have no activation, received relu/,
    );
  });

  it("refuses a subclass, which inherits the class name and may compute anything", () => {
    const Flatten = layers.flatten().constructor as unknown as new (config: object) => tfl.layers.Layer;
    class Square extends Flatten {
      override call(x: tf.Tensor): tf.Tensor {
        return tf.square(x);
      }
    }
    expect(() => layerMap(new Square({ name: "own" }), [2, 2])).toThrow(
      "layerMap: layer own must be of a class of tf.layers, received a subclass of Flatten, which may compute anything",
    );
  });

  it("refuses an activation of a class that only inherits its name", () => {
    const layer = built({ activation: "linear" });
    const { activation } = layer as unknown as { activation: object };
    const Linear = activation.constructor as new () => { apply(x: tf.Tensor): tf.Tensor };
    class Square extends Linear {
      override apply(x: tf.Tensor): tf.Tensor {
        return tf.square(x);
      }
    }
    Object.assign(layer, { activation: new Square() });
    expect(() => layerMap(layer, [3])).toThrow(
      new RangeError("layerMap: the activation of layer head must be one of tf.layers, received a subclass of linear"),
    );
  });

  it.each([
    layers.dense({ name: "raw", units: 1 }),
    layers.conv1d({ name: "raw", filters: 1, kernelSize: 1 }),
    layers.batchNormalization({ name: "raw" }),
  ])("refuses a layer that is not built", (layer) => {
    expect(() => layerMap(layer, [3, 3])).toThrow(
      new RangeError("layerMap: layer raw must be built, received one without weights"),
    );
  });

  it("takes a layer without weights as it is", () => {
    expect(layerMap(layers.flatten(), [3, 2]).outputShape).toEqual([6]);
  });

  it("refuses weights that the layer does not have", () => {
    expect(() => layerMap(built(), [3], { weights: { gamma: tf.ones([2]) } })).toThrow(
      "layerMap: weights of head must be among kernel, bias, received gamma",
    );
    for (const shape of [[2, 3], [3, 1], [3], [3, 2, 1]]) {
      expect(() => layerMap(built(), [3], { weights: { kernel: tf.ones(shape) } })).toThrow(
        `layerMap: kernel of head: expected shape [3, 2], received [${shape.join(", ")}]`,
      );
    }
  });

  it("names the weights of a layer, constrained ones inside a replacement too", () => {
    const layer = built();
    expect(Object.keys(layerWeights(layer))).toEqual(["kernel", "bias"]);
    const [kernel] = layer.weights;
    const other = tf.ones([3, 2]);
    const byLayerVariable = layerWeights(layer, new Map([[kernel!, other]]));
    const byVariable = layerWeights(layer, new Map([[kernel!.read() as tf.Variable, other]]));
    expect(byLayerVariable["kernel"]).toBe(other);
    expect(byVariable["kernel"]).toBe(other);
    expect(byVariable["bias"]).toBe(layer.weights[1]!.read());
  });

  it("refuses to name two weights alike", () => {
    const both = layers.bidirectional({
      name: "both",
      layer: layers.simpleRNN({ units: 1, recurrentInitializer: "ones" }),
      mergeMode: "concat",
    });
    both.apply(tfl.input({ shape: [3, 2] }));
    expect(() => layerWeights(both)).toThrow(
      "layerWeights: the weights of both must have distinct names, received kernel twice",
    );
  });
});
