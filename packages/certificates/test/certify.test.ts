import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { certificateDigest, certify, type Certificate, checkCertificate, hashModel } from "@lipschitz-gan/certificates";
import { randomizeWeights, savedModel } from "./support/saved-model.ts";

const { layers } = tfl;

async function certified(model: tfl.LayersModel, seed = 1): Promise<Certificate> {
  randomizeWeights(model, seed);
  const artifacts = await savedModel(model);
  const certificate = await certify(artifacts);
  expect(await checkCertificate(JSON.stringify(certificate), artifacts)).toEqual({ valid: true });
  return certificate;
}

const productOf = ({ layers: all }: Certificate): number => all.reduce((product, { upper }) => product * upper, 1);

describe("certify", () => {
  it("tells the model, its hashes, and a digest of itself", async () => {
    const model = tfl.sequential({
      name: "critic",
      layers: [layers.dense({ units: 2, inputShape: [3], name: "score" })],
    });
    randomizeWeights(model, 1);
    const artifacts = await savedModel(model);
    const certificate = await certify(artifacts);
    expect(certificate.model).toEqual({
      name: "critic",
      inputShape: [3],
      outputShape: [2],
      ...(await hashModel(artifacts)),
    });
    expect(certificate.digest).toBe(await certificateDigest(certificate));
    expect(certificate).toMatchObject({ format: "lipschitz-gan-certificate", version: 1, norm: "l2", local: null });
  });

  it("is the same certificate when it is made again, and after JSON", async () => {
    const model = tfl.sequential({
      layers: [layers.dense({ units: 4, inputShape: [3], activation: "relu" }), layers.dense({ units: 1 })],
    });
    randomizeWeights(model, 2);
    const artifacts = await savedModel(model);
    const [first, second] = [await certify(artifacts), await certify(artifacts)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it("finds the constant of a dense layer from both sides", async () => {
    const { lower, upper } = await certified(tfl.sequential({ layers: [layers.dense({ units: 5, inputShape: [7] })] }));
    expect(upper / lower).toBeLessThan(1.01);
  });

  it("multiplies out adjacent dense layers", async () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 6, inputShape: [5] }), layers.dense({ units: 4 })] });
    const certificate = await certified(model);
    expect(certificate.merges.map(({ chain, method }) => ({ chain, method }))).toContainEqual({
      chain: [1, 2],
      method: "cholesky",
    });
    expect(certificate.upper).toBeLessThan(productOf(certificate));
    expect(certificate.upper / certificate.lower).toBeLessThan(1.001);
  });

  it("folds batch normalisation into the convolution before it and after it", async () => {
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [40, 40, 2] }),
        layers.batchNormalization(),
        layers.activation({ activation: "relu" }),
        layers.batchNormalization(),
        layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
      ],
    });
    const certificate = await certified(model);
    expect(certificate.merges.map(({ chain }) => chain)).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(certificate.upper).toBeLessThan(productOf(certificate));
  });

  it("bounds a dense network by its slopes", async () => {
    const model = tfl.sequential({
      layers: [
        layers.dense({ units: 16, inputShape: [2], activation: "relu" }),
        layers.dense({ units: 16, activation: "tanh" }),
        layers.dense({ units: 1 }),
      ],
    });
    const certificate = await certified(model);
    expect(certificate.merges.map(({ method }) => method)).toContain("slopes");
    expect(certificate.upper).toBeLessThan(0.8 * productOf(certificate));
  });

  it("is never above the product along a chain", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const model = tfl.sequential({
        layers: [
          layers.dense({ units: 3, inputShape: [3], activation: "elu" }),
          layers.dense({ units: 3, activation: "softplus" }),
          layers.dense({ units: 2 }),
        ],
      });
      const certificate = await certified(model, seed);
      expect(certificate.upper).toBeLessThanOrEqual(productOf(certificate) * (1 + 1e-10));
    }
  });

  it("leaves the lower end at 0 where no witness is wanted", async () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    const certificate = await certify(await savedModel(model), { witness: false });
    expect([certificate.lower, certificate.witness]).toEqual([0, null]);
  });

  it("gives a smaller bound on a small box", async () => {
    const model = tfl.sequential({
      layers: [layers.dense({ units: 8, inputShape: [2], activation: "relu" }), layers.dense({ units: 1 })],
    });
    randomizeWeights(model, 3);
    const artifacts = await savedModel(model);
    const { local, upper } = await certify(artifacts, { box: { low: 0.49, high: 0.5 } });
    expect(local?.method).toBe("intervals");
    expect(local?.upper).toBeLessThan(upper);
    const whole = await certify(artifacts, { box: { low: -1e6, high: 1e6 } });
    expect(whole.local?.upper).toBeLessThanOrEqual(whole.upper);
  });

  it("reports each operation as it is done", async () => {
    const told: string[] = [];
    const model = tfl.sequential({
      layers: [layers.dense({ units: 1, inputShape: [2], activation: "tanh", name: "a" })],
    });
    await certify(await savedModel(model), { onLayer: (done, total, name) => told.push(`${done}/${total} ${name}`) });
    expect(told).toEqual(["1/2 a", "2/2 a:activation"]);
  });
});

describe("certify, on what has no bound", () => {
  it("names a layer without a rule", async () => {
    const model = tfl.sequential({
      layers: [layers.simpleRNN({ units: 1, inputShape: [3, 2], recurrentInitializer: "zeros", name: "memory" })],
    });
    await expect(savedModel(model).then((artifacts) => certify(artifacts))).rejects.toThrow(/layer memory/);
  });

  it("refuses a constant beyond float64, and names the layer whose weight is no number", async () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: "score" })] });
    const artifacts = await savedModel(model);
    const values = new Float32Array(artifacts.weightData.slice(0));
    values[0] = Number.NaN;
    await expect(certify({ ...artifacts, weightData: values.buffer })).rejects.toThrow(/score\/kernel/);
    const many = tfl.sequential({
      layers: Array.from({ length: 10 }, (_, i) =>
        layers.dense({ units: 2, activation: "relu", ...(i === 0 && { inputShape: [2] }) }),
      ),
    });
    randomizeWeights(many, 1, 1e37);
    await expect(savedModel(many).then((huge) => certify(huge))).rejects.toThrow(/must be a number of float64/);
  });

  it("wants the shape of a sample where the model leaves it open", async () => {
    const model = tfl.sequential({
      layers: [layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 1] })],
    });
    const artifacts = await savedModel(model);
    await expect(certify(artifacts)).rejects.toThrow(/inputShape/);
    const { model: told } = await certify(artifacts, { inputShape: [8, 8, 1] });
    expect(told.inputShape).toEqual([8, 8, 1]);
  });
});
