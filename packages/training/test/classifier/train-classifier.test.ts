import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { createRng, NonFiniteError } from "@lipschitz-gan/core";
import {
  type ClassifierTraining,
  type EpochReport,
  type LabelledSource,
  trainClassifier,
} from "@lipschitz-gan/training";

beforeAll(async () => {
  await startBackend("cpu");
});

/** Three clouds in the plane, each a class, a hundred points that come in order. */
const clouds: LabelledSource = {
  size: 100,
  nClasses: 3,
  batch: ({ batchSize, step, seed }) => {
    const labels = Int32Array.from({ length: batchSize }, (_, i) => (step * batchSize + i) % 3);
    const random = createRng(seed).stream("clouds", step);
    const values = Float32Array.from(labels, (label) => 3 * label - 3 + 0.3 * random.normal());
    return { values, shape: [batchSize, 1], labels };
  },
};

const network = (): tfl.LayersModel =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({
        name: "hidden",
        units: 8,
        activation: "relu",
        inputShape: [1],
        kernelInitializer: tfl.initializers.glorotUniform({ seed: 1 }),
      }),
      tfl.layers.dense({ name: "logits", units: 3, kernelInitializer: tfl.initializers.glorotUniform({ seed: 2 }) }),
    ],
  });

/** Logits straight from the pixels of 2 × 2 pictures. */
const flat = (): tfl.LayersModel =>
  tfl.sequential({
    layers: [
      tfl.layers.flatten({ inputShape: [2, 2, 1] }),
      tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.glorotUniform({ seed: 3 }) }),
    ],
  });

async function trained(
  options: Partial<ClassifierTraining> = {},
): Promise<{ reports: EpochReport[]; bytes: string; model: tfl.LayersModel }> {
  const model = options.model ?? network();
  const reports: EpochReport[] = [];
  const training = { model, data: clouds, epochs: 4, batchSize: 20, learningRate: 0.05, ...options };
  for await (const report of trainClassifier(training)) reports.push(report);
  const bytes = model.getWeights().map((weight) => Array.from(weight.dataSync()).join());
  return { reports, bytes: bytes.join(";"), model };
}

describe("trainClassifier", () => {
  it("learns three clouds, and says how far it is", async () => {
    const { reports, model } = await trained({ epochs: 12 });
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const [first, last] = [reports[0], reports.at(-1)];
    expect(last?.accuracy).toBe(1);
    expect(last?.loss).toBeLessThan((first?.loss ?? 0) / 4);
    const guess = tf.argMax(model.predict(tf.tensor2d([[-3], [0], [3]])) as tf.Tensor2D, -1);
    expect(Array.from(guess.dataSync())).toEqual([0, 1, 2]);
  });

  it("reports the cross-entropy and the share that were right before the step, as float64 has them", async () => {
    const model = network();
    const { values, labels } = clouds.batch({ batchSize: 100, step: 0, seed: 0 });
    const logits = (model.predict(tf.tensor2d(values, [100, 1])) as tf.Tensor2D).arraySync();
    const { reports } = await trained({ model, epochs: 1, batchSize: 100, learningRate: 1 });
    const losses = logits.map((row, i) =>
      Math.log(row.reduce((sum, z) => sum + Math.exp(z - (row[labels[i] ?? 0] ?? 0)), 0)),
    );
    const loss = losses.reduce((sum, value) => sum + value, 0) / 100;
    // log-softmax in float32: a few roundings of logits of at most 10, and of a mean of 100 terms.
    expect(Math.abs((reports[0]?.loss ?? Number.NaN) - loss)).toBeLessThanOrEqual(2 ** -24 * (100 + 8) * 10);
    const right = logits.filter((row, i) => row.indexOf(Math.max(...row)) === labels[i]).length;
    expect(reports[0]?.accuracy).toBe(right / 100);
  });

  it("gives the same weights again for the same seed, others for another, and moves by the learning rate", async () => {
    const [one, again, other] = [await trained(), await trained(), await trained({ seed: 1 })];
    expect(again.bytes).toBe(one.bytes);
    expect(other.bytes).not.toBe(one.bytes);
    const before = network().getWeights()[0]?.dataSync() ?? [];
    const after = (await trained({ epochs: 1, batchSize: 100, warmUp: 0, learningRate: 0.01 })).model
      .getWeights()[0]
      ?.dataSync();
    // Adam's first step is the learning rate times the gradient's sign, for every weight whose gradient is not 0.
    const moves = Array.from(before, (value, i) => Math.abs((after?.[i] ?? Number.NaN) - value));
    for (const move of moves) expect(move < 1e-5 || Math.abs(move - 0.01) < 1e-5).toBe(true);
    expect(Math.max(...moves)).toBeGreaterThan(0.009);
  });

  it("leaves nothing behind but the weights, also where it is left early", async () => {
    const model = network();
    await trained({ model, epochs: 1 });
    const { numTensors } = tf.memory();
    await trained({ model, epochs: 2 });
    for await (const { epoch } of trainClassifier({ model, data: clouds, epochs: 5, batchSize: 20 })) {
      if (epoch === 2) break;
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("varies pictures only where it is told to", async () => {
    const pictures: LabelledSource = {
      size: 20,
      nClasses: 2,
      batch: ({ batchSize }) => {
        const labels = Int32Array.from({ length: batchSize }, (_, i) => i % 2);
        const values = Float32Array.from({ length: batchSize * 4 }, (_, i) => (i % 4) / 4);
        return { values, shape: [batchSize, 2, 2, 1], labels };
      },
    };
    const plain = await trained({ model: flat(), data: pictures });
    const still = await trained({ model: flat(), data: pictures, augmentation: { shift: 0, mirror: false } });
    const varied = await trained({ model: flat(), data: pictures, augmentation: { shift: 1, mirror: true } });
    expect(still.bytes).toBe(plain.bytes);
    expect(varied.bytes).not.toBe(plain.bytes);
  });

  it("refuses options out of range, models that give no logits, and stops at a loss that is not finite", async () => {
    await expect(trained({ epochs: 0 })).rejects.toThrow(
      /trainClassifier: epochs must be an integer in \[1, Infinity\], received 0/,
    );
    await expect(trained({ batchSize: 101 })).rejects.toThrow(
      /trainClassifier: batchSize must be an integer in \[1, 100\]/,
    );
    await expect(trained({ learningRate: -1 })).rejects.toThrow(/adam: learningRate/);
    await expect(trained({ seed: -1 })).rejects.toThrow(/seed/);
    const two = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [1] })] });
    await expect(trained({ model: two })).rejects.toThrow(
      /trainClassifier: model must give logits \[20, 3\], received \[20, 2\]/,
    );
    const broken: LabelledSource = {
      ...clouds,
      batch: (request) => ({ ...clouds.batch(request), values: new Float32Array(request.batchSize).fill(Number.NaN) }),
    };
    await expect(trained({ data: broken })).rejects.toThrow(NonFiniteError);
  });
});
