import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { generateSamples } from "../../src/commands/generate-samples.ts";
import { generatorSource } from "../../src/evaluation/generator-source.ts";

describe("generatorSource", () => {
  let identity: tfl.LayersModel;
  beforeAll(async () => {
    await tf.setBackend("cpu");
    // Its samples are the latent vectors themselves.
    identity = tfl.sequential({ layers: [tfl.layers.activation({ activation: "linear", inputShape: [3] })] });
  });

  const rows = async (parts: readonly (readonly [number, number])[], seed: number): Promise<readonly number[][]> => {
    const source = generatorSource(identity, { count: 20, seed, latentSize: 3 });
    const read: number[][] = [];
    for (const [from, size] of parts) {
      const samples = await source.batch(from, size);
      expect(samples.shape).toEqual([size, 3]);
      read.push([...(await samples.data())]);
      samples.dispose();
    }
    return read;
  };

  it("draws what sample draws, whatever the batches and their order, and leaves no tensor behind", async () => {
    const whole = generateSamples(identity, { count: 20, seed: 5, latentSize: 3 });
    const expected = [...(await whole.data())];
    whole.dispose();
    const before = tf.memory().numTensors;
    const part = fc
      .integer({ min: 0, max: 19 })
      .chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: 1, max: 20 - from })));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        expect(await rows(parts, 5)).toEqual(parts.map(([from, size]) => expected.slice(3 * from, 3 * (from + size))));
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(await rows([[0, 20]], 6)).not.toEqual([expected]);
  });
});
