import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { constrain, createRng, networkBound, type NormOf } from "@lipschitz-gan/core";
import { geometry, LAYER_CASES, layerCase } from "../linear-maps/support/layer-cases.ts";
import { transposed } from "../linear-maps/support/naive-layers.ts";
import { matrixCase, matrixOfCase, type Rows } from "../support/matrices.ts";
import { spy } from "../support/spy-constraint.ts";
import { numbers, u32 } from "../support/tensors.ts";
import { norm, slack } from "./support/norm.ts";
import { svdNorm } from "./support/svd-norm.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const three: NormOf = () => 3;

/** 2 for the layers named `first`, 3 for others. */
const twoOrThree: NormOf = (layer) => (layer.name === "first" ? 2 : 3);

/** The kernel's own norm. */
const kernelNorm: NormOf = (_, weights) => norm(transposed(weights["kernel"]?.arraySync() as number[][]));

const none: NormOf = (layer) => expect.fail(`normOf of ${layer.name}`);

function model(input: Symbolic, output: Symbolic): tfl.LayersModel {
  return tfl.model({ inputs: input, outputs: output });
}

const into = (layer: tfl.layers.Layer, ...inputs: readonly Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs]) as Symbolic; // layers with one output

const dense = (name: string, matrix: Rows, activation: "linear" | "relu" | "swish" = "linear"): tfl.layers.Layer =>
  layers.dense({
    name,
    units: matrix.length,
    useBias: false,
    activation,
    inputShape: [matrix[0]?.length ?? 0],
    weights: [tf.tensor2d(transposed(matrix))],
  });

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));

const body = (name: string): tfl.Sequential =>
  tfl.sequential({
    name,
    layers: [
      dense(
        "first",
        [
          [2, 0],
          [0, 1],
        ],
        "relu",
      ),
      dense("last", [
        [3, 0],
        [0, 1],
      ]),
    ],
  });

/** `|f(x) - f(y)| / |x - y|`. */
function ratio(f: tfl.LayersModel, x: readonly number[], y: readonly number[]): number {
  const shape = [1, ...(f.inputs[0]?.shape.slice(1).map(Number) ?? [])];
  const [fx, fy] = [x, y].map((input) => numbers(f.predict(tf.tensor([...input], shape)) as tf.Tensor));
  return distance(fx ?? [], fy ?? []) / distance(x, y);
}

describe("networkBound", () => {
  it("is the operator norm for one linear layer", () => {
    fc.assert(
      fc.property(matrixCase(6), (wanted) => {
        const matrix = matrixOfCase(wanted);
        const f = tfl.sequential({ layers: [dense("only", matrix)] });
        const { bound, layers: steps } = networkBound(f, { normOf: () => norm(matrix) });
        expect(bound).toBe(norm(matrix));
        expect(steps).toEqual([
          { name: "only", kind: "Dense", constant: bound, rule: "operator norm, from normOf", bound },
        ]);
      }),
      { numRuns: 20 },
    );
  });

  it("is attained by layers whose leading vectors meet", () => {
    const f = tfl.sequential({
      layers: [
        dense(
          "a",
          [
            [3, 0],
            [0, 1],
          ],
          "relu",
        ),
        dense("b", [
          [0.5, 0],
          [0, 2],
        ]),
        layers.leakyReLU({ alpha: 4 }),
        dense("c", [
          [5, 0],
          [0, 0],
        ]),
      ],
    });
    const { bound, layers: steps } = networkBound(f, {
      normOf: (layer) => ({ a: 3, b: 2, c: 5 })[layer.name] ?? Number.NaN,
    });
    expect(bound).toBe(3 * 2 * 4 * 5);
    expect(steps.map(({ name, kind, constant, bound: upTo }) => [name, kind, constant, upTo])).toEqual([
      ["a", "Dense", 3, 3],
      ["a", "relu", 1, 3],
      ["b", "Dense", 2, 6],
      [steps[3]?.name, "LeakyReLU", 4, 24],
      ["c", "Dense", 5, 120],
    ]);
    const aligned = tfl.sequential({
      layers: [
        dense(
          "d",
          [
            [3, 0],
            [0, 1],
          ],
          "relu",
        ),
        dense("e", [[7, 0]]),
      ],
    });
    expect(networkBound(aligned, { normOf: (layer) => (layer.name === "d" ? 3 : 7) }).bound).toBe(21);
    expect(ratio(aligned, [2, 0], [1, 0])).toBe(21);
  });

  it("is attained by merges", () => {
    const x = tfl.input({ shape: [2] });
    const triple = into(
      dense("triple", [
        [3, 0],
        [0, 3],
      ]),
      x,
    );
    const sum = model(x, into(layers.add(), x, triple));
    expect(networkBound(sum, { normOf: three }).bound).toBe(4);
    expect(ratio(sum, [1, 0], [0, 0])).toBe(4);

    const average = model(x, into(layers.average(), x, triple));
    expect(networkBound(average, { normOf: three }).bound).toBe(2);
    expect(ratio(average, [1, 0], [0, 0])).toBe(2);

    const joined = model(x, into(layers.concatenate(), x, triple));
    expect(networkBound(joined, { normOf: three }).bound).toBeCloseTo(Math.sqrt(10), 14);
    expect(ratio(joined, [1, 0], [0, 0])).toBeCloseTo(Math.sqrt(10), 6);

    const twice = model(x, into(layers.add(), x, x));
    expect(networkBound(twice, { normOf: none }).bound).toBe(2);
  });

  it("says of each merge its constant in all inputs together, its rule, and the bound", () => {
    const x = tfl.input({ shape: [3] });
    const both = model(x, x);
    expect(networkBound(both, { normOf: none })).toEqual({ bound: 1, layers: [] });
    const squares = "√ of the sum of the branches' squared bounds";
    for (const [merge, constant, rule, bound] of [
      [layers.add(), Math.SQRT2, "sum of the branches' bounds", 2],
      [layers.average(), Math.SQRT1_2, "mean of the branches' bounds", 1],
      [layers.concatenate(), 1, squares, Math.SQRT2],
      [layers.maximum(), 1, squares, Math.SQRT2],
      [layers.minimum(), 1, squares, Math.SQRT2],
    ] as const) {
      const [step, ...others] = networkBound(model(x, into(merge, x, x)), { normOf: none }).layers;
      expect(others).toEqual([]);
      expect(step).toMatchObject({ name: merge.name, kind: merge.getClassName(), rule });
      expect(step?.constant).toBeCloseTo(constant, 14);
      expect(step?.bound).toBeCloseTo(bound, 14);
    }
    // The smaller input is repeated three times: norm √3 by itself.
    const repeated = into(layers.repeatVector({ n: 3 }), x);
    const widest = networkBound(model(x, into(layers.maximum(), repeated, x)), { normOf: none }).layers.at(-1);
    expect(widest?.constant).toBeCloseTo(Math.sqrt(3), 14);
  });

  it("names an activation as its rule", () => {
    const f = tfl.sequential({ layers: [dense("a", [[1]], "relu"), layers.activation({ activation: "tanh" })] });
    expect(networkBound(f, { normOf: three }).layers.map(({ kind, rule }) => [kind, rule])).toEqual([
      ["Dense", "operator norm, from normOf"],
      ["relu", "activation relu"],
      ["tanh", "activation tanh"],
    ]);
  });

  it("is attained by a maximum and a minimum whose branches lead in different entries", () => {
    // Of (t, -9) and (-9, t): the maximum is (t, t). Of (t, 9) and (9, t) the minimum is.
    for (const [merge, far] of [
      [layers.maximum(), -9],
      [layers.minimum(), 9],
    ] as const) {
      const t = tfl.input({ shape: [1] });
      const branch = (kernel: number[][], bias: number[]): Symbolic =>
        into(layers.dense({ units: 2, weights: [tf.tensor2d(kernel), tf.tensor1d(bias)] }), t);
      const f = model(t, into(merge, branch([[1, 0]], [0, far]), branch([[0, 1]], [far, 0])));
      expect(networkBound(f, { normOf: () => 1 }).bound).toBe(Math.SQRT2); // the float64 next to √2 is above it
      expect(ratio(f, [1], [0])).toBeCloseTo(Math.SQRT2, 6);
    }
  });

  it("is attained where a merge broadcasts, which repeats the smaller input", () => {
    const x = tfl.input({ shape: [2] });
    const column = into(layers.reshape({ targetShape: [2, 1] }), x);
    const row = into(layers.reshape({ targetShape: [1, 2] }), x);
    const outer = model(x, into(layers.add(), column, row)); // xᵢ + xⱼ
    expect(networkBound(outer, { normOf: none }).bound).toBeCloseTo(2 * Math.SQRT2, 14);
    expect(ratio(outer, [1, 1], [0, 0])).toBeCloseTo(2 * Math.SQRT2, 6);
    // Of lower rank, too: [2] against [3, 2].
    const repeated = into(layers.repeatVector({ n: 3 }), x);
    const ranks = model(x, into(layers.add(), repeated, x));
    expect(networkBound(ranks, { normOf: none }).bound).toBeCloseTo(2 * Math.sqrt(3), 14);
    expect(ratio(ranks, [1, 1], [0, 0])).toBeCloseTo(2 * Math.sqrt(3), 6);
  });

  it("counts a shared layer at each of its places", () => {
    const x = tfl.input({ shape: [2] });
    const twice = dense("twice", [
      [3, 0],
      [0, 1],
    ]);
    const f = model(x, into(twice, into(twice, x)));
    const { bound, layers: steps } = networkBound(f, { normOf: () => 3 });
    expect(bound).toBe(9);
    expect(steps.map(({ name }) => name)).toEqual(["twice", "twice"]);
    expect(ratio(f, [1, 0], [0, 0])).toBe(9);
  });

  it("walks nested models, shared ones and those that begin a sequential model, and names the way", () => {
    const x = tfl.input({ shape: [2] });
    const shared = body("body");
    const f = model(x, into(layers.add(), into(shared, into(shared, x)), x));
    const { bound, layers: steps } = networkBound(f, { normOf: twoOrThree });
    expect(bound).toBe(37);
    expect(steps.map(({ name }) => name).slice(0, 3)).toEqual(["body/first", "body/first", "body/last"]);
    expect(ratio(f, [1, 0], [0, 0])).toBe(37);

    const stacked = tfl.sequential({ layers: [body("lower"), body("upper")] });
    const inner = networkBound(stacked, { normOf: twoOrThree });
    expect(inner.bound).toBe(36);
    expect(inner.layers.map(({ name }) => name)).toEqual([
      "lower/first",
      "lower/first",
      "lower/last",
      "upper/first",
      "upper/first",
      "upper/last",
    ]);
  });

  it("walks a nested model of two inputs and two outputs", () => {
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })];
    const pair = tfl.model({
      inputs: [a, b],
      outputs: [
        into(layers.add(), a, b),
        into(
          dense("own", [
            [5, 0],
            [0, 5],
          ]),
          b,
        ),
      ],
    });
    const x = tfl.input({ shape: [2] });
    const outputs = pair.apply([
      x,
      into(
        dense("side", [
          [3, 0],
          [0, 3],
        ]),
        x,
      ),
    ]) as Symbolic[];
    const f = model(x, into(layers.concatenate(), ...outputs));
    const { bound } = networkBound(f, { normOf: (layer) => (layer.name === "own" ? 5 : 3) });
    expect(bound).toBeCloseTo(Math.hypot(1 + 3, 3 * 5), 13);
    expect(ratio(f, [1, 0], [0, 0])).toBeCloseTo(bound, 5);
  });

  it("scales by 2^j with a layer, bit by bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), fc.nat(1e6), (j, seed) => {
        const random = createRng(seed).stream("norms");
        const norms = new Map(["a", "b", "c"].map((name) => [name, Math.exp(random.normal())]));
        const x = tfl.input({ shape: [2] });
        const eye = [
          [1, 0],
          [0, 1],
        ];
        const joined = into(layers.concatenate(), into(dense("a", eye, "swish"), x), x);
        const f = model(x, into(dense("c", [[1, 1, 1, 1]]), into(layers.add(), joined, joined)));
        const bound = (scale: number): number =>
          networkBound(f, { normOf: ({ name }) => (norms.get(name) ?? 0) * (name === "c" ? scale : 1) }).bound;
        expect(bound(2 ** j)).toBe(bound(1) * 2 ** j);
      }),
      { numRuns: 20 },
    );
  });

  // The matrices of dilated 3-D convolutions are too large for so many decompositions.
  const decomposed = Object.keys(LAYER_CASES).filter((what) => what !== "conv3d dilated");
  it.each(decomposed)("has the norm of %s", (what) => {
    fc.assert(
      fc.property(geometry(), (drawn) => {
        const { layer, inputShape, expected } = layerCase(what, drawn);
        const x = tfl.input({ shape: [...inputShape] });
        const { bound } = networkBound(model(x, into(layer, x)), { normOf: svdNorm });
        const { matrix } = expected;
        expect(bound).toBeGreaterThanOrEqual(norm(matrix) * (1 - slack(matrix)));
        // Beyond the norm: the margin of svdNorm, 1e-9 of iterations, and float32 parameters such as epsilon.
        expect(bound).toBeLessThanOrEqual(norm(matrix) * (1 + 1e-9 + 66 * u32));
        for (const variable of layer.weights) variable.dispose();
      }),
      { numRuns: 10 },
    );
  });

  it("takes values instead of weights, by layer variable and by variable, and those of a forward pass", () => {
    const f = tfl.sequential({
      layers: [
        dense("a", [
          [4, 0],
          [0, 1],
        ]),
        layers.prelu({ name: "bend" }),
      ],
    });
    const [kernel, alpha] = f.weights;
    expect(networkBound(f, { normOf: kernelNorm }).bound).toBe(4);
    const other = tf.tensor2d([
      [0.5, 0],
      [0, 0.25],
    ]);
    const steep = tf.tensor1d([-8, 1]);
    const values = new Map<tfl.LayerVariable | tf.Variable, tf.Tensor>([
      [kernel!, other],
      [alpha!.read() as tf.Variable, steep],
    ]);
    expect(networkBound(f, { normOf: kernelNorm, values }).bound).toBe(4);
    expect(networkBound(f, { normOf: kernelNorm, values: new Map([[kernel!, other]]) }).bound).toBe(0.5);
    const halved = constrain(f, spy("halved", { factor: 0.5 }));
    let bound = 0;
    halved.forward(() => {
      bound = networkBound(f, { normOf: kernelNorm }).bound;
      return [];
    });
    expect(bound).toBe(2);
  });

  it("is zero behind a zero layer, and infinite where the product overflows", () => {
    const f = tfl.sequential({ layers: [dense("a", [[1]]), dense("b", [[1]]), dense("c", [[1]])] });
    const bound = (norms: Readonly<Record<string, number>>): number =>
      networkBound(f, { normOf: ({ name }) => norms[name] ?? Number.NaN }).bound;
    expect(bound({ a: 1e300, b: 1e300, c: 1 })).toBe(Infinity);
    expect(bound({ a: 1e300, b: 1e300, c: 0 })).toBe(0);
  });

  it("takes the shape of a sample where the model leaves it open", () => {
    const open = tfl.sequential({
      layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 1] })],
    });
    expect(networkBound(open, { normOf: none, inputShape: [4, 4, 1] }).bound).toBe(0.25);
    const wrong = tfl.sequential({ name: "picture", layers: [layers.flatten({ inputShape: [4, 4] })] });
    for (const inputShape of [[4], [4, 4, 1], [4, 5]]) {
      expect(() => networkBound(wrong, { normOf: none, inputShape })).toThrow(
        `networkBound: input of picture: expected shape [4, 4] for one sample, all axes known (option inputShape), received [${inputShape.join(", ")}]`,
      );
    }
    expect(() => networkBound(open, { normOf: none })).toThrow(/expected shape \[any, any, 1\] .*, received \[, , 1\]/);
    expect(() => networkBound(open, { normOf: none, inputShape: [4, 4, 2] })).toThrow(/received \[4, 4, 2\]/);
  });
});
