import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";
import { ring } from "@lipschitz-gan/data";
import { beforeAll, describe, expect, it } from "vitest";
import { criticCertifier } from "../../src/commands/critic-certifier.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";

/** As much of a run as the certifier takes, with a critic that ends in a layer of the test's choice. */
function certifierOf(last: () => tfl.layers.Layer, logs: string[]) {
  const bake = (): Promise<tfl.LayersModel> =>
    Promise.resolve(
      tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2], name: "first" }), last()] }),
    );
  const prepared = { critic: { bake }, data: ring(), trainer: { sample: (n: number) => tf.zeros([n, 2]) } };
  const plan = { config: resolveConfig({ dataset: "ring8" }), folder: "nowhere" };
  return criticCertifier(plan, prepared as unknown as Parameters<typeof criticCertifier>[1], (line) => logs.push(line));
}

describe("criticCertifier", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("bounds the layers with a kernel, and frees the models that it makes", async () => {
    const logs: string[] = [];
    const certifier = certifierOf(() => tfl.layers.dense({ units: 1, name: "score" }), logs);
    const before = tf.memory().numTensors;
    const during = await certifier.during();
    const final = await certifier.final();
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(during?.layers ?? {})).toEqual(["first", "score"]);
    expect(during?.lower).toBe(0);
    expect(final?.certificate.upper).toBeGreaterThan(0);
    expect(final?.distance).toMatchObject({ nReal: 64, nFake: 64, dataset: "ring8" });
    expect(logs).toEqual([]);
  });

  it("says once that a critic cannot be bounded, and lets the training go on", async () => {
    const logs: string[] = [];
    const certifier = certifierOf(() => tfl.layers.thresholdedReLU({ name: "jump" }), logs);
    expect([await certifier.during(), await certifier.during(), await certifier.final()]).toEqual(
      Array(3).fill(undefined),
    );
    expect(logs).toEqual([expect.stringMatching(/^the critic's Lipschitz constant is not bounded: .*jump/)]);
  });
});
