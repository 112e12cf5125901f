import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, unconstrained } from "@lipschitz-gan/core";
import { ownLayer } from "../support/own-layer.ts";
import { filled, zoo } from "../support/model-zoo.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** Shapes of the inputs of every operator by weight. */
const places = (model: tfl.LayersModel): Record<string, (readonly number[])[]> =>
  Object.fromEntries(
    constrain(model, unconstrained()).weights.map(({ name, operators }) => [name, operators.map((o) => o.inputShape)]),
  );
const conv = (name: string, strides = 1): tfl.layers.Layer =>
  layers.conv2d({ name, filters: 2, kernelSize: 3, strides, padding: "same" });

describe("the operators of a weight", () => {
  it.each(zoo.map(({ what, build }) => [what, build] as const))("are read of a model: %s", (_what, build) => {
    expect(() => places(filled({ build }))).not.toThrow();
  });

  it("are one for each size of image that a shared layer meets, and one for equal sizes", () => {
    const shared = conv("shared");
    const input = tfl.input({ shape: [8, 6, 2] });
    const half = layers.averagePooling2d({ poolSize: 2 });
    const twice = shared.apply(shared.apply(input)) as Symbolic;
    const model = tfl.model({ inputs: input, outputs: shared.apply(half.apply(twice)) as Symbolic });
    expect(places(model)).toEqual({
      "shared/kernel": [
        [8, 6, 2],
        [4, 3, 2],
      ],
    });
  });

  it("are those of this model, where the layer stands in another one, too", () => {
    const shared = conv("shared");
    const models = [8, 5].map((side) => {
      const from = tfl.input({ shape: [side, side, 2] });
      return tfl.model({ inputs: from, outputs: shared.apply(from) as Symbolic });
    });
    expect(models.map(places)).toEqual([{ "shared/kernel": [[8, 8, 2]] }, { "shared/kernel": [[5, 5, 2]] }]);
  });

  it("have the shape that a nested model is given, where it leaves that open", () => {
    const open = tfl.input({ shape: [null, null, 2] });
    const body = tfl.model({ name: "body", inputs: open, outputs: conv("inner", 2).apply(open) as Symbolic });
    const input = tfl.input({ shape: [8, 8, 2] });
    const model = tfl.model({ inputs: input, outputs: body.apply(body.apply(input)) as Symbolic });
    expect(places(model)).toEqual({
      "body/inner/kernel": [
        [8, 8, 2],
        [4, 4, 2],
      ],
    });
    expect(places(body)).toEqual({ "inner/kernel": [] });
  });

  it("do not depend on sizes that do not matter to a dense layer, but are unknown with them", () => {
    const found = [4, null].map((n) =>
      places(tfl.sequential({ layers: [layers.dense({ name: "rows", units: 3, inputShape: [n, 2] })] })),
    );
    expect(found).toEqual([{ "rows/kernel": [[4, 2]] }, { "rows/kernel": [] }]);
  });

  it("are those of one time where a layer is applied at each", () => {
    const each = layers.timeDistributed({ name: "each", layer: conv("conv"), inputShape: [7, 4, 4, 2] });
    expect(places(tfl.sequential({ layers: [each] }))).toEqual({ "each/conv/kernel": [[4, 4, 2]] });
  });

  it("have images with channels last whatever the layer's format, and those of both kernels of a separable one", () => {
    const first = layers.conv2d({ name: "first", filters: 5, kernelSize: 2, dataFormat: "channelsFirst", inputShape: [3, 4, 6] }); // prettier-ignore
    const separable = layers.separableConv2d({ name: "both", filters: 4, kernelSize: 2, strides: 2, depthMultiplier: 3, inputShape: [4, 6, 2] }); // prettier-ignore
    expect(places(tfl.sequential({ layers: [first] }))).toEqual({ "first/kernel": [[4, 6, 3]] });
    expect(places(tfl.sequential({ layers: [separable] }))).toEqual({
      "both/depthwise_kernel": [[4, 6, 2]],
      "both/pointwise_kernel": [[2, 3, 6]],
    });
  });

  it("know of a format that the configuration does not tell", () => {
    const conv1d = layers.conv1d({
      name: "c",
      filters: 2,
      kernelSize: 3,
      dataFormat: "channelsFirst",
      inputShape: [5, 9],
    });
    expect(places(tfl.sequential({ layers: [conv1d] }))).toEqual({ "c/kernel": [[9, 5]] });
  });

  it("ignore the dilation of a depthwise layer, as its call does", () => {
    const depthwise = layers.depthwiseConv2d({ name: "d", kernelSize: 2, dilationRate: 2, inputShape: [4, 4, 2] });
    const [weight] = constrain(tfl.sequential({ layers: [depthwise] }), unconstrained()).weights;
    expect(weight?.operators[0]?.geometry.axes[0]).toMatchObject({ dilation: 1, outputSize: 3 });
  });

  it("are unknown of embeddings, recurrent layers, own layers and subclasses of layers and models", () => {
    const Dense = layers.dense({ units: 2 }).constructor as new (config: object) => tfl.layers.Layer;
    class OwnDense extends Dense {} // inherits the name, and may compute anything
    const subclassed = tfl.sequential({ layers: [new OwnDense({ units: 2, inputShape: [3] })] });
    const words = tfl.sequential({ layers: [layers.embedding({ name: "words", inputDim: 5, outputDim: 2, inputShape: [3] })] }); // prettier-ignore
    const rnn = tfl.sequential({
      layers: [layers.simpleRNN({ name: "rnn", units: 2, recurrentInitializer: "ones", inputShape: [3, 2] })],
    });
    const own = tfl.sequential({ layers: [ownLayer({ weights: [["kernel", [2, 2]]] })] });
    for (const model of [words, rnn, own, subclassed]) {
      const { weights } = constrain(model, unconstrained());
      expect(weights.length).toBeGreaterThan(0);
      expect(weights.flatMap(({ operators }) => operators)).toEqual([]);
    }
    class OwnModel extends tfl.LayersModel {
      static override readonly className = "Functional";
    }
    const input = tfl.input({ shape: [4, 4, 2] });
    const model = new OwnModel({ inputs: input, outputs: conv("conv").apply(input) as Symbolic });
    expect(places(model)).toEqual({ "conv/kernel": [] });
  });
});
