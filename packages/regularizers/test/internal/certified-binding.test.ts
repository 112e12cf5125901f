import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { convolutionUpper } from "@lipschitz-gan/certificates";
import { compose, constrain, type LipschitzConstraint, statelessBinding } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { smallCritic } from "../support/models.ts";

vi.mock(import("@lipschitz-gan/certificates"), async (original) => {
  const actual = await original();
  return { ...actual, convolutionUpper: vi.fn<typeof actual.convolutionUpper>(actual.convolutionUpper) };
});

const proofs = vi.mocked(convolutionUpper);

beforeEach(async () => {
  await startBackend("cpu");
  proofs.mockClear();
});

const copies: LipschitzConstraint = {
  name: "copies",
  guarantee: { statement: "Nothing changes.", promises: [] },
  bind: () => statelessBinding({ parametrize: (_weight, value) => tf.mul(value, 1) }),
};

describe("a certified bound", () => {
  it.each([
    ["alone", () => spectralNorm({ mode: "certified" })],
    ["after a constraint that makes new tensors", () => compose(copies, spectralNorm({ mode: "certified" }))],
  ] as const)("is proven once for each value of a kernel, %s", (_name, make) => {
    const critic = constrain(smallCritic(), make());
    const x = tf.ones([1, 4, 4, 2]);
    const uses = (): void => {
      critic.update();
      for (let i = 0; i < 3; i++) critic.apply(x).dispose();
    };
    uses();
    expect(proofs).toHaveBeenCalledTimes(2); // two kernels
    const [{ variable }] = critic.weights as [(typeof critic.weights)[0]];
    variable.assign(tf.mul(variable, 2)); // of the first of them
    uses();
    expect(proofs).toHaveBeenCalledTimes(3);
    variable.assign(tf.mul(variable, 0.5));
    uses();
    expect(proofs).toHaveBeenCalledTimes(4);
    critic.dispose();
  });
});
