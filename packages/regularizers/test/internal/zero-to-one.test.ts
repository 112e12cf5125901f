import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { denseOf } from "../support/models.ts";
import { numbers } from "../support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describe("a norm of zero", () => {
  it("divides by one, and lets no gradient of its own through, though the kernel is not zero", () => {
    const model = denseOf(
      [
        [1, 0],
        [0, 0],
      ],
      spectralNorm(),
    );
    const weight = model.weights[0]!;
    // The state is u = ±(1, 0) and v = ±(1, 0) exactly, so uᵀWv of this kernel is 0.
    weight.variable.assign(
      tf.tensor2d([
        [0, 0],
        [0, 5],
      ]),
    );
    const { value, grads } = tf.variableGrads(
      () => model.forward((pass) => tf.sum<tf.Scalar>(pass.weight(weight))),
      [weight.variable],
    );
    expect(numbers(value)).toEqual([5]);
    // With a gradient of the norm it would be 1 - 5 in the first entry, where u vᵀ is not zero.
    expect(numbers(grads[weight.variable.name]!)).toEqual([1, 1, 1, 1]);
  });
});
