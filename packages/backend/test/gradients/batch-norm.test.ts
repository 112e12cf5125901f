import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { processorBackends } from "../support/tested-backends.ts";
import { batchNorms } from "./support/batch-norms.ts";
import { rightToSecondOrder } from "./support/contract.ts";

function cube(x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.pow(tf.batchNorm(x, tf.tensor1d([1]), tf.tensor1d([4]), undefined, undefined, 0), 3));
}

for (const { title, isMissing, start } of processorBackends) {
  describe.skipIf(isMissing)(`batch normalisation on ${title}`, () => {
    let stop: (() => Promise<void>) | undefined;
    beforeAll(async () => {
      stop = await start();
    });
    afterAll(async () => {
      await stop?.();
    });

    it("gives the gradient of the cube of two numbers, normalised", () => {
      // x = (−1, 3): x̂ = ±1 by statistics 1 and 4, so ∂Σx̂³/∂x = 3 x̂²/2.
      const gradient = tf.tidy(() =>
        Array.from(
          tf
            .grad(cube)(tf.tensor2d([[-1], [3]]))
            .dataSync(),
        ),
      );
      for (const value of gradient) expect(value).toBeCloseTo(1.5, 5);
    });

    it("leaves no tensor behind", () => {
      const x = tf.ones([4, 2]);
      const vector = tf.ones<tf.Rank.R1>([2]);
      const gradients = tf.grads((a: tf.Tensor, m: tf.Tensor) => tf.sum(tf.batchNorm(a, m as tf.Tensor1D, vector)));
      const before = tf.memory().numTensors;
      tf.dispose(gradients([x, vector]));
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([x, vector]);
    });

    it.each(batchNorms)("is right to second order: $name", (operation) => {
      fc.assert(rightToSecondOrder(operation), { numRuns: 4 });
    });
  });
}
