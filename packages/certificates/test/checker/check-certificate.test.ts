import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/checker/check-certificate.ts";
import { certify } from "../../src/certify.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";
import { branchingCritic, convolutionalCritic, denseCritic } from "./support/critics.ts";
import { issue, signed } from "./support/issue.ts";

describe.each(LAYER_MODELS)("$name", ({ build }) => {
  it("has certificates that are accepted", async () => {
    const model = build();
    randomizeWeights(model, 1);
    const artifacts = await savedModel(model);
    const certificate = await issue(artifacts, { box: [-0.1, 0.2] });
    expect(await checkCertificate(JSON.stringify(certificate), artifacts)).toEqual({ valid: true });
    model.dispose();
  });
});

describe.each([
  ["convolutional", convolutionalCritic],
  ["branching", branchingCritic],
  ["dense", denseCritic],
] as const)("certify, %s critic", (_, build) => {
  it("is confirmed, with a witness that was sought, and a box", async () => {
    const model = build();
    for (const seed of [1, 2]) {
      randomizeWeights(model, seed);
      const artifacts = await savedModel(model);
      const certificate = await certify(artifacts, { seed, box: { low: -0.01, high: 0.01 } });
      expect(certificate.lower).toBeGreaterThan(0);
      expect(await checkCertificate(JSON.stringify(certificate), artifacts)).toEqual({ valid: true });
    }
    model.dispose();
  });
});

describe("a sample whose rounding is larger than the difference of two", () => {
  it("shows no more than is sure", async () => {
    const artifacts = {
      modelTopology: {
        class_name: "Sequential",
        config: {
          name: "far",
          layers: [{ class_name: "Dense", config: { name: "d", units: 1, batch_input_shape: [null, 1] } }],
        },
      },
      weightSpecs: [
        { name: "d/kernel", shape: [1, 1], dtype: "float32" },
        { name: "d/bias", shape: [1], dtype: "float32" },
      ],
      weightData: Float32Array.of(1, 2 ** 27).buffer,
    };
    // f(x) = x + 2^27 is known to 2^-26 only, so that 2^-24 and 0 show a slope of at least 1/2, not 1.
    const samples = [Float32Array.of(2 ** -24), Float32Array.of(0)] as const;
    const certificate = await issue(artifacts, { samples });
    const check = async (lower: number): Promise<string> => {
      const { digest: _digest, ...body } = { ...certificate, lower };
      return (await checkCertificate(await signed(body), artifacts)).reason ?? "valid";
    };
    expect(await check(0.4)).toBe("valid");
    expect(await check(0.999)).toMatch(/which the witness attains, received 0\.999/);
  });
});
