import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain } from "@lipschitz-gan/core";
import { batchFor, filled, zoo } from "../support/model-zoo.ts";
import { spy } from "../support/spy-constraint.ts";
import { bits } from "../support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("replaced reads", () => {
  it("hold for the model itself within a pass, and again once a pass within has ended or thrown", () => {
    const animal = zoo[0]!;
    const model = filled(animal);
    const x = batchFor(animal);
    const read = (): number[] => bits(model.predict(x) as tf.Tensor);
    const [half, quarter] = [0.5, 0.25].map((factor) => constrain(model, spy("scaled", { factor })));
    const [bare, halved, quartered] = [read(), bits(half!.apply(x)), bits(quarter!.apply(x))];
    expect(new Set([bare, halved, quartered].map(String)).size).toBe(3);
    half!.forward(() => {
      expect(read()).toEqual(halved);
      quarter!.forward(() => {
        expect(read()).toEqual(quartered);
      });
      expect(read(), "after the pass within").toEqual(halved);
      expect(() =>
        quarter!.forward(() => {
          throw new TypeError("in the inner");
        }),
      ).toThrow("in the inner");
      expect(read(), "after the pass within has thrown").toEqual(halved);
    });
    expect(read()).toEqual(bare);
  });
});
