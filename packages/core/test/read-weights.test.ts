import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { networkBound, readWeights } from "@lipschitz-gan/core";
import { registerAsyncBackend, removeAsyncBackend } from "./support/async-backend.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function prelu(): tfl.LayersModel {
  return tfl.sequential({ layers: [tfl.layers.prelu({ name: "prelu", alphaInitializer: "ones", inputShape: [3] })] });
}

const normOf = (): number => 1;

describe("readWeights", () => {
  it("does nothing where tensors can be read at once", async () => {
    const model = prelu();
    const before = tf.memory().numTensors;
    await readWeights(model);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  describe("on a backend that cannot be read at once", () => {
    afterEach(removeAsyncBackend);

    it("makes the weights readable until they change, and leaves no tensor", async () => {
      await registerAsyncBackend();
      const model = prelu();
      const [alpha] = model.getWeights() as [tf.Variable];
      const before = tf.memory().numTensors;
      expect(() => alpha.dataSync()).toThrow("cannot be read at once");
      await readWeights(model);
      expect([...alpha.dataSync()]).toEqual([1, 1, 1]);
      expect(tf.memory().numTensors).toBe(before);
      tf.tidy(() => model.setWeights([tf.mul(alpha, 2)]));
      expect(() => (model.getWeights() as [tf.Variable])[0].dataSync()).toThrow("cannot be read at once");
      model.dispose();
    });

    it("is what networkBound asks for", async () => {
      await registerAsyncBackend();
      const model = prelu();
      expect(() => networkBound(model, { normOf })).toThrow(
        new RangeError(
          "networkBound: layer prelu: alpha must have been read before on webgpu, which cannot be read at once, received " +
            "values that were not; await readWeights(model) first",
        ),
      );
      await readWeights(model);
      expect(networkBound(model, { normOf }).bound).toBe(1);
      model.dispose();
    });
  });
});
