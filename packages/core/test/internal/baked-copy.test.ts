import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, unconstrained } from "@lipschitz-gan/core";
import { ownLayer, setOwnWeights } from "../support/own-layer.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("a baked copy", () => {
  it("asks kindOf about the same weights as the model did", async () => {
    const asked: string[] = [];
    const model = tfl.sequential({ layers: [tfl.layers.dense({ name: "dense", units: 1, inputShape: [2] })] });
    const critic = constrain(model, unconstrained(), {
      kindOf: (layer, weight, shape) => void asked.push(`${layer} ${weight} ${shape.join()}`),
    });
    expect(asked).toEqual(["dense kernel 2,1", "dense bias 1"]);
    (await critic.bake()).dispose();
    expect(asked.slice(2)).toEqual(asked.slice(0, 2));
  });

  it("is refused when the model's layers do not build again with the weights they had", async () => {
    const layer = ownLayer({
      weights: [
        ["kernel", [2, 2]],
        ["extra", [2]],
      ],
    });
    const model = tfl.sequential({ name: "changing", layers: [layer] });
    const critic = constrain(model, unconstrained(), { select: () => true });
    setOwnWeights([["kernel", [2, 2]]]);
    const before = tf.memory().numTensors;
    await expect(critic.bake()).rejects.toThrow(
      new RangeError("bake: the copy of changing must have own/extra, received none"),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
