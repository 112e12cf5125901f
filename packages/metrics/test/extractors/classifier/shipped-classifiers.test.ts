import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { describeDatasets, loadDataset } from "@lipschitz-gan/data";
import { type ClassifierName, classifierNames, loadClassifier, readClassifierCard } from "@lipschitz-gan/metrics";

let backend: StartedBackend;
beforeAll(async () => {
  backend = await startBackend("wasm");
});
afterAll(() => backend.stop());

const here = new Set((await describeDatasets()).filter(({ available }) => available).map(({ name }) => name));
/** What an extractor must reach to be worth scoring with. */
const least: Readonly<Record<ClassifierName, number>> = { mnist: 0.99, "fashion-mnist": 0.91, cifar10: 0.75 };

const file = (name: string): URL => new URL(import.meta.resolve(`@lipschitz-gan/metrics/weights/${name}`));

describe.each(classifierNames)("the shipped classifier of %s", (name) => {
  it("is some hundred kB, has the card's hash, and an accuracy worth scoring with", async () => {
    const bytes = await readFile(file(`${name}.safetensors`));
    const card = readClassifierCard(JSON.parse(await readFile(file(`${name}.json`), "utf8")), name);
    expect(bytes.length).toBeLessThan(600_000);
    expect(card).toMatchObject({ name, nClasses: 10, nTest: 10_000 });
    expect(card.widths.at(-1)).toBe(128);
    expect(card.testAccuracy).toBeGreaterThanOrEqual(least[name]);
    const extractor = await loadClassifier(bytes, card, name);
    expect(extractor.card.sha256).toBe(card.sha256);
    extractor.dispose();
  });

  it.skipIf(!here.has(name))(
    `classifies as many test samples right as the card says (needs ${name} here)`,
    async () => {
      const card = readClassifierCard(JSON.parse(await readFile(file(`${name}.json`), "utf8")), name);
      const extractor = await loadClassifier(await readFile(file(`${name}.safetensors`)), card, name);
      const test = await loadDataset(name, { split: "test" });
      let right = 0;
      for (let step = 0; step < 20; step++) {
        const { values, shape, labels } = test.batch({ batchSize: 500, step, seed: 3 });
        const guesses = tf.tidy(() =>
          tf
            .argMax(extractor.extract(tf.tensor(values, [...shape])).probabilities ?? tf.zeros([500, 1]), -1)
            .dataSync(),
        );
        right += labels.filter((label, i) => label === guesses[i]).length;
      }
      extractor.dispose();
      // Another backend or number of threads rounds otherwise, which may move a sample between two classes.
      expect(Math.abs(right / test.size - card.testAccuracy)).toBeLessThanOrEqual(1e-3);
    },
  );
});
