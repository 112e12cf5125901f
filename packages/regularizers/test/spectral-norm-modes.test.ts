import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { constrain, type ConstrainedModel, createRng, unconstrained } from "@lipschitz-gan/core";
import { spectralNorm, type SpectralNormMode, type SpectralNormOptions } from "@lipschitz-gan/regularizers";
import { svd } from "./support/matrices.ts";
import { denseOf, fill, normal, smallCritic, trainOnce } from "./support/models.ts";
import { operatorNorm } from "./support/operator-norm.ts";
import { bits, bitsByName, numbers, withoutLeak } from "./support/tensors.ts";

const { layers } = tfl;
const PLACE_MODES = ["operator", "certified"] as const satisfies readonly SpectralNormMode[];

beforeEach(async () => {
  await startBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

/** A convolution by itself. */
interface Conv {
  readonly size: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: "same" | "valid";
  readonly inputs: number;
  readonly filters: number;
  readonly isTransposed: boolean;
}

function convModel({ size, inputs, isTransposed, ...config }: Conv, seed = 1): tfl.LayersModel {
  const settings = { ...config, name: "layer", useBias: false, inputShape: [size, size, inputs] };
  const layer = isTransposed ? layers.conv2dTranspose(settings) : layers.conv2d(settings);
  const model = tfl.sequential({ layers: [layer] });
  fill(model, seed);
  return model;
}

const convCase = (): fc.Arbitrary<Conv> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 4 }),
      kernelSize: fc.integer({ min: 1, max: 4 }),
      strides: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom<Conv["padding"]>("same", "valid"),
      inputs: fc.integer({ min: 1, max: 2 }),
      filters: fc.integer({ min: 1, max: 3 }),
      isTransposed: fc.boolean(),
    })
    .map(({ size, ...conv }) =>
      Object.assign(conv, { size: Math.max(size, conv.padding === "valid" ? conv.kernelSize : 1) }),
    );

const bar = (critic: ConstrainedModel): tf.Tensor => critic.forward((pass) => pass.weight(critic.weights[0]!));
const normOfBar = (critic: ConstrainedModel): number => operatorNorm(critic.weights[0]!, bar(critic));
const under = (model: tfl.LayersModel, options: SpectralNormOptions, seed = 0): ConstrainedModel =>
  constrain(model, spectralNorm(options), { rng: createRng(seed) });

/** What the decomposition in float64 may be off by. */
const ORACLE = 2 ** -44;

describe("mode operator", () => {
  it("brings the norm of the map itself to its share, which the paper's mode exceeds", () => {
    const conv: Conv = {
      size: 6,
      kernelSize: 3,
      strides: 1,
      padding: "same",
      inputs: 1,
      filters: 1,
      isTransposed: false,
    };
    const model = convModel(conv);
    model.setWeights([tf.ones([3, 3, 1, 1])]); // the reshaped norm is 3, the map's near 9
    expect(normOfBar(under(model, { powerIterations: 100 }))).toBeGreaterThan(2.4);
    expect(normOfBar(under(model, { mode: "operator", powerIterations: 100 }))).toBeCloseTo(1, 5);
  });

  it("is never below its share, and tends to it", () => {
    fc.assert(
      fc.property(convCase(), fc.nat(99), (conv, seed) => {
        const critic = under(convModel(conv, seed), { mode: "operator", powerIterations: 3 }, seed);
        fc.pre(operatorNorm(critic.weights[0]!, critic.weights[0]!.variable) > 0);
        const norms = [0, 1, 2].map(() => {
          for (let i = 0; i < 20; i++) critic.update();
          return normOfBar(critic);
        });
        expect(Math.min(...norms)).toBeGreaterThan(1 - 1e-5);
        // 180 rounds without a gap: 1e-3^(-1/360) for all but one start in a thousand
        expect(norms[2]).toBeLessThan(1.02);
      }),
    );
  });

  it("is that of the paper for a dense layer: u and v have the same lengths, and W̄ is the same in the limit", () => {
    const matrix = [
      [1, 2, -1],
      [0, 3, 5],
    ];
    const [paper, operator] = (["sn-gan", "operator"] as const).map((mode) =>
      denseOf(matrix, spectralNorm({ mode, powerIterations: 60 })),
    );
    const found = numbers(bar(operator!));
    for (const [i, x] of numbers(bar(paper!)).entries()) expect(found[i]).toBeCloseTo(x, 6);
    expect(Object.keys(operator!.state())).toEqual(Object.keys(paper!.state()));
  });

  it("has a pair of images for each channel of a depthwise kernel, so that a weak one is found when it grows", () => {
    const layer = layers.depthwiseConv2d({ name: "l", kernelSize: 1, inputShape: [2, 2, 2], useBias: false });
    const critic = under(tfl.sequential({ layers: [layer] }), { mode: "operator" });
    const { variable } = critic.weights[0]!;
    variable.assign(tf.tensor([1, 0.5], variable.shape));
    for (let i = 0; i < 200; i++) critic.update();
    variable.assign(tf.tensor([1, 10], variable.shape));
    critic.update();
    const [weak, grown] = numbers(bar(critic));
    expect(weak).toBeCloseTo(0.1, 6);
    expect(grown).toBeCloseTo(1, 6);
  });

  it("gives the gradient of W over |uᵀTv| with u and v at rest, by differences", () => {
    const conv: Conv = {
      size: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      inputs: 2,
      filters: 2,
      isTransposed: false,
    };
    const critic = under(convModel(conv), { mode: "operator" });
    const { variable } = critic.weights[0]!;
    const random = createRng(5).stream("direction");
    const [c, d] = [normal(random, variable.shape), normal(random, variable.shape)];
    const loss = (): number => numbers(tf.sum(tf.mul(bar(critic), c)))[0]!;
    const { grads } = tf.variableGrads(() => tf.sum<tf.Scalar>(tf.mul(bar(critic), c)), [variable]);
    const slope = numbers(tf.sum(tf.mul(grads[variable.name]!, d)))[0]!;
    const start = tf.clone(variable);
    const h = 2 ** -6;
    const [ahead, behind] = [h, -h].map((step) => {
      variable.assign(tf.add(start, tf.mul(d, step)));
      return loss();
    });
    expect((ahead! - behind!) / (2 * h)).toBeCloseTo(slope, 3);
  });
});

describe("mode certified", () => {
  it("keeps the norm of the map at most at its share whatever the kernel becomes, with nothing allowed for rounding", () => {
    const factor = fc.constantFrom(1, 2 ** -140, 2 ** -126, 1e-30, 1e30, 2 ** 125);
    fc.assert(
      fc.property(convCase(), fc.nat(99), factor, fc.constantFrom(1, 3, 1e-3), (conv, seed, scale, kPerWeight) => {
        const critic = under(convModel(conv, seed), { mode: "certified", kPerWeight }, seed);
        const { variable } = critic.weights[0]!;
        // Rounded to float32 between the two factors: subnormal numbers, which a product of both would make zeros.
        const values = numbers(variable).map((x) => Math.fround((x / 4) * scale));
        variable.assign(tf.tensor(values, variable.shape));
        const norm = normOfBar(critic);
        expect(norm).toBeLessThanOrEqual(kPerWeight * (1 + ORACLE));
        const before = operatorNorm(critic.weights[0]!, variable);
        const isFar = before > 0 && scale > 2 ** -130 && norm <= (kPerWeight / conv.kernelSize) * (1 - 1e-5);
        expect(isFar).toBe(false);
      }),
    );
  });

  it("is as near to its share as float32 allows in a dense layer, and in small convolutions", () => {
    const dense = denseOf(
      Array.from({ length: 30 }, (_, i) => Array.from({ length: 20 }, (__, j) => Math.sin(i * 20 + j))),
      spectralNorm({ mode: "certified" }),
    );
    const conv: Conv = {
      size: 8,
      kernelSize: 4,
      strides: 2,
      padding: "same",
      inputs: 3,
      filters: 4,
      isTransposed: false,
    };
    for (const critic of [dense, under(convModel(conv), { mode: "certified" })]) {
      expect(normOfBar(critic)).toBeLessThanOrEqual(1 + ORACLE);
      expect(normOfBar(critic)).toBeGreaterThan(1 - 3e-6);
    }
  });

  it("holds between update and update, and in the baked model", async () => {
    const critic = under(smallCritic(), { mode: "certified", k: 4 });
    for (let step = 0; step < 3; step++) trainOnce(critic, step);
    const baked = await critic.bake(); // after the optimizer's step, before the next update
    const [kernel, , score] = baked.getWeights();
    for (const [weight, value] of [
      [critic.weights[0]!, kernel!],
      [critic.weights[1]!, score!],
    ] as const) {
      const norm = operatorNorm(weight, value);
      expect(norm).toBeLessThanOrEqual(2 * (1 + ORACLE));
      expect(norm).toBeGreaterThan(1.99);
    }
  });

  it("does not depend on u and v, and its gradient is orthogonal to the kernel all the same", () => {
    const conv: Conv = {
      size: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      inputs: 2,
      filters: 2,
      isTransposed: false,
    };
    const critics = [1, 2].map((seed) => under(convModel(conv), { mode: "certified" }, seed));
    const [one, other] = critics.map((critic) => bits(bar(critic)));
    expect(one).toEqual(other);
    for (const critic of critics) {
      const { variable } = critic.weights[0]!;
      const c = normal(createRng(5).stream("c"), variable.shape);
      const { grads } = tf.variableGrads(() => tf.sum<tf.Scalar>(tf.mul(bar(critic), c)), [variable]);
      const gradient = grads[variable.name]!;
      expect(numbers(tf.sum(tf.mul(gradient, variable)))[0]).toBeCloseTo(0, 5);
      expect(numbers(tf.norm(gradient))[0]).toBeGreaterThan(0.01);
    }
  });

  it("sees an entry that was written in place, behind the back of TensorFlow.js", () => {
    const critic = denseOf([[3, 4]], spectralNorm({ mode: "certified" }));
    expect(numbers(bar(critic))[0]).toBeCloseTo(0.6, 6);
    critic.weights[0]!.variable.dataSync()[0] = 0; // the cpu backend hands out what it computes with
    expect(numbers(bar(critic))[1]).toBeCloseTo(1, 6);
  });

  it("refuses values that cannot be read at once, as on WebGPU before readWeights", async () => {
    const model = smallCritic();
    for (const { variable } of constrain(model, unconstrained()).weights) {
      variable.dataSync = () => {
        throw new Error("not now");
      };
    }
    tf.registerBackend("webgpu", tf.findBackendFactory("cpu"));
    await tf.setBackend("webgpu");
    expect(() => constrain(model, spectralNorm({ mode: "certified" }))).toThrow(
      new RangeError(
        'spectralNorm: conv/kernel must have been read before mode "certified" uses it on webgpu, which cannot be read at ' +
          "once, received values that were not; await readWeights(model) after each change of the weights, let no other " +
          'parametrization come before, or take mode "operator"',
      ),
    );
    await tf.setBackend("cpu");
    tf.removeBackend("webgpu");
    expect(() => constrain(model, spectralNorm({ mode: "certified" }))).toThrow("not now");
  });
});

describe.each(PLACE_MODES)("mode %s", (mode) => {
  it.each<readonly [string, () => tfl.LayersModel, string]>([
    [
      "an embedding",
      () =>
        tfl.sequential({ layers: [layers.embedding({ name: "words", inputDim: 5, outputDim: 2, inputShape: [3] })] }),
      "words/embeddings must be a kernel of a dense or convolutional layer of tf.layers for images of a known size, received a embedding of shape [5, 2]",
    ],
    [
      "an image of open size",
      () =>
        tfl.sequential({
          layers: [layers.conv2d({ name: "open", filters: 1, kernelSize: 2, inputShape: [null, 4, 1] })],
        }),
      "open/kernel must be a kernel of a dense or convolutional layer of tf.layers for images of a known size, received a conv of shape [2, 2, 1, 1]",
    ],
    [
      "a recurrent layer",
      () =>
        tfl.sequential({
          layers: [layers.simpleRNN({ name: "rnn", units: 2, recurrentInitializer: "ones", inputShape: [3, 2] })],
        }),
      "rnn/kernel must be a kernel of a dense or convolutional layer of tf.layers for images of a known size, received a dense of shape [2, 2]",
    ],
  ])("refuses %s, with the remedy, and leaks nothing", (_what, build, message) => {
    const model = build();
    withoutLeak(() => {
      expect(() => constrain(model, spectralNorm({ mode }))).toThrow(
        new RangeError(
          `spectralNorm: ${message}; give the model's input a size, take mode "sn-gan", or leave it out with select`,
        ),
      );
    });
  });

  it("frees what it has made when a later weight is refused", async () => {
    await startBackend("wasm", { threads: 1 });
    const model = tfl.sequential({
      layers: [
        layers.conv3d({ name: "first", filters: 1, kernelSize: 1, inputShape: [2, 2, 2, 1] }),
        layers.conv3d({ name: "second", filters: 1, kernelSize: 2 }),
      ],
    });
    withoutLeak(() => {
      expect(() => constrain(model, spectralNorm({ mode }))).toThrow(/three axes on the wasm backend/);
    });
    await startBackend("cpu");
  });

  it("normalises by the larger of two places", () => {
    const shared = layers.conv2d({ name: "shared", filters: 1, kernelSize: 3, padding: "same", useBias: false });
    const input = tfl.input({ shape: [2, 2, 1] });
    const padded = layers.zeroPadding2d({ padding: 2 }).apply(shared.apply(input));
    const model = tfl.model({ inputs: input, outputs: shared.apply(padded) as tfl.SymbolicTensor });
    model.setWeights([tf.ones([3, 3, 1, 1])]);
    const critic = under(model, { mode, powerIterations: 60 });
    expect(critic.weights[0]?.operators.map(({ inputShape }) => inputShape[0])).toEqual([2, 6]);
    expect(normOfBar(critic)).toBeCloseTo(1, 5);
    expect(Object.keys(critic.state()).filter((name) => name.startsWith("constraint:"))).toEqual(
      ["u", "v", "u_1", "v_1"].map((vector) => `constraint:shared/kernel/${vector}`),
    );
  });

  it("keeps a kernel of zeros zero, lets its gradient through times the share, and recovers", () => {
    const conv: Conv = {
      size: 3,
      kernelSize: 2,
      strides: 1,
      padding: "same",
      inputs: 1,
      filters: 2,
      isTransposed: false,
    };
    const model = convModel(conv);
    model.setWeights([tf.zeros([2, 2, 1, 2])]);
    const critic = under(model, { mode, kPerWeight: 2 });
    const { variable } = critic.weights[0]!;
    const before = bitsByName(critic.state());
    critic.update();
    expect(bitsByName(critic.state())).toEqual(before);
    expect(numbers(bar(critic)).every((x) => x === 0)).toBe(true);
    const c = normal(createRng(1).stream("c"), variable.shape);
    const { grads } = tf.variableGrads(() => tf.sum<tf.Scalar>(tf.mul(bar(critic), c)), [variable]);
    expect(bits(grads[variable.name]!)).toEqual(bits(tf.mul(c, 2)));
    fill(model, 3);
    for (let i = 0; i < 100; i++) critic.update();
    expect(normOfBar(critic)).toBeCloseTo(2, 3);
  });

  it("makes a kernel with an entry that is not finite all NaN, also at a tap that meets no image, and keeps u", () => {
    // One pixel: only the tap in the middle meets it.
    const conv: Conv = {
      size: 1,
      kernelSize: 3,
      strides: 1,
      padding: "same",
      inputs: 1,
      filters: 1,
      isTransposed: false,
    };
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (const position of [0, 4]) {
        const critic = under(convModel(conv), { mode });
        const { variable } = critic.weights[0]!;
        const before = bitsByName(critic.state());
        const good = numbers(variable);
        variable.assign(tf.tensor(good.with(position, bad), variable.shape));
        critic.update();
        expect(numbers(bar(critic)).every(Number.isNaN), `${bad} at ${position}`).toBe(true);
        for (const vector of ["u", "v"]) {
          const name = `constraint:layer/kernel/${vector}`;
          expect(bits(critic.state()[name]!)).toEqual(before[name]);
        }
        variable.assign(tf.tensor(good, variable.shape));
        expect(numbers(bar(critic)).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("runs three rounds in one update as it runs one in each of three", () => {
    const conv: Conv = {
      size: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      inputs: 2,
      filters: 2,
      isTransposed: false,
    };
    const [three, one] = [under(convModel(conv), { mode, powerIterations: 3 }), under(convModel(conv), { mode })];
    one.update();
    one.update();
    expect(bitsByName(one.state())).toEqual(bitsByName(three.state()));
    one.update();
    expect(bitsByName(one.state())).not.toEqual(bitsByName(three.state()));
  });

  it("draws the start of each weight from a stream of its own", () => {
    const model = tfl.sequential({
      layers: ["one", "other"].map((name) => layers.dense({ name, units: 6, inputShape: [6], useBias: false })),
    });
    model.setWeights([tf.eye(6), tf.eye(6)]);
    const state = under(model, { mode }).state();
    expect(bits(state["constraint:one/kernel/u"]!)).not.toEqual(bits(state["constraint:other/kernel/u"]!));
  });

  it("takes a layer on a matrix, and one applied at each time", () => {
    for (const layer of [
      layers.dense({ units: 2, useBias: false, inputShape: [3, 4] }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, useBias: false }), inputShape: [3, 4] }),
    ]) {
      const model = tfl.sequential({ layers: [layer] });
      fill(model, 2);
      const critic = under(model, { mode, powerIterations: 100 });
      const [rows] = [tf.transpose(bar(critic)).arraySync() as number[][]];
      expect(svd(rows).sigmas[0]).toBeCloseTo(1, 5);
    }
  });
});
