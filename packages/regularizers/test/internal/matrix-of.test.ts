import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import {
  constrain,
  type ConstrainedWeight,
  createRng,
  type LipschitzConstraint,
  unconstrained,
} from "@lipschitz-gan/core";
import { spectralNorm, weightNorm } from "@lipschitz-gan/regularizers";
import { smallCritic } from "../support/models.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describe("a weight without a matrix", () => {
  it("is refused by its kind and its shape, which may have several axes", () => {
    expect(() => constrain(smallCritic(), spectralNorm(), { kindOf: () => "scale", select: () => true })).toThrow(
      new RangeError(
        "spectralNorm: conv/kernel must be a kernel, received a scale of shape [3, 3, 2, 2]; " +
          "say what it is with kindOf, or leave it out with select",
      ),
    );
  });

  it.each<readonly [string, () => LipschitzConstraint]>([
    ["spectralNorm", () => spectralNorm()],
    ["weightNorm", () => weightNorm()],
  ])("is refused by %s in a forward pass too, should a binding meet one it was not bound to", (name, make) => {
    const biases = { select: ({ kind }: ConstrainedWeight): boolean => kind === "bias" };
    const bias = constrain(smallCritic(), unconstrained(), biases).weights[0]!;
    const bound = make().bind([], createRng(0));
    expect(() => bound.parametrize?.(bias, bias.variable)).toThrow(new RegExp(`^${name}: conv/bias must be a kernel`));
  });
});
