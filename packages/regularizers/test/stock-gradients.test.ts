import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { constrain, createRng } from "@lipschitz-gan/core";
import { smallCritic, trainOnce } from "./support/models.ts";
import { numbers } from "./support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu"); // and not startBackend, which would register gradients of its own
});

it.each([
  ["spectralNorm", () => spectralNorm()],
  ["weightNorm", () => weightNorm()],
  ["weightNorm with gain", () => weightNorm({ gain: true })],
  ["weightClipping", () => weightClipping()],
])("%s trains with nothing but the gradients that TensorFlow.js brings", (_name, make) => {
  const critic = constrain(smallCritic(), make());
  trainOnce(critic, 0);
  expect(numbers(critic.apply(tf.ones([1, 4, 4, 2]))).every(Number.isFinite)).toBe(true);
});

it("gradientPenalty refuses them and says what to call", () => {
  const critic = constrain(smallCritic(), gradientPenalty());
  const x = tf.ones([1, 4, 4, 2]);
  expect(() =>
    critic.forward((pass) => pass.penalty({ real: x, fake: x, random: createRng(0).stream("penalty") })),
  ).toThrow(
    new Error(
      "gradientPenalty: needs gradients that are right to second order, received TensorFlow.js's own; " +
        "call startBackend or registerSecondOrderGradients of @lipschitz-gan/backend first",
    ),
  );
});
