import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Score } from "@lipschitz-gan/metrics";
import { beforeAll, describe, expect, it } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import type { Evaluation } from "../../src/evaluation/evaluation-file.ts";
import { idxFolder, images, labels } from "../support/idx-folder.ts";
import { writeModel } from "../support/model-files.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { listing, tempFolder } from "../support/temp-folder.ts";
import { metricsOf, tiny } from "../support/tiny-run.ts";

const root = tempFolder();
const ring = join(root, "ring");
const pictures = join(root, "pictures");
const data = join(root, "data");
const network = join(root, "network");
const json = async (...args: readonly string[]): Promise<Evaluation> => {
  const { code, results, logs } = await runInProcess("evaluate", ...args, "--json");
  expect({ code, logs: code === 0 ? [] : logs }).toEqual({ code: 0, logs: [] });
  expect(results).toHaveLength(1);
  return JSON.parse(results[0] ?? "") as Evaluation;
};
const values = (scores: readonly Score[]): Readonly<Record<string, number>> =>
  Object.fromEntries(scores.map(({ name, value }) => [name, value]));

/** A run on eight pictures, made by hand: a generator of waves, and a critic that adds pixels up. */
function writePicturesRun(): void {
  idxFolder(data, { "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels });
  const linear = { use_bias: false, activation: "linear" };
  const toPicture = { name: "pixels", units: 1024, use_bias: false, activation: "tanh", batch_input_shape: [null, 2] };
  writeModel(
    join(pictures, "generator"),
    [
      ["Dense", toPicture],
      ["Reshape", { name: "picture", target_shape: [32, 32, 1] }],
    ],
    { "pixels/kernel": [[2, 1024], Array.from({ length: 2048 }, (_, i) => Math.sin(i))] },
  );
  writeModel(
    join(pictures, "critic"),
    [
      ["Flatten", { name: "flat", batch_input_shape: [null, 32, 32, 1] }],
      ["Dense", { name: "score", units: 1, ...linear }],
    ],
    { "score/kernel": [[1024, 1], Array(1024).fill(1 / 32) as number[]] },
  );
  const config = resolveConfig({ dataset: "mnist", dataFolder: data, latentSize: 2, backend: "wasm", threads: 1 });
  writeFileSync(join(pictures, "config.json"), JSON.stringify(config));
}

beforeAll(async () => {
  await runInProcess("train", ...tiny, "--steps", "3", "--out", ring);
  writePicturesRun();
  // Two features: the mean pixel, twice.
  writeModel(
    network,
    [
      ["GlobalAveragePooling2D", { name: "pool", batch_input_shape: [null, 32, 32, 1] }],
      ["Dense", { name: "features", units: 2, use_bias: true, activation: "linear" }],
    ],
    {
      "features/kernel": [
        [1, 2],
        [1, -1],
      ],
      "features/bias": [[2], [0, 0.5]],
    },
  );
  writeFileSync(join(network, "extractor.json"), '{ "name": "mean-pixel", "layer": "features", "pixels": "unit" }');
}, 60_000);

describe("evaluate, for points in the plane", () => {
  it("prints what the contract says, writes the same into the run, and the report anew", async () => {
    rmSync(join(ring, "report.html"));
    const evaluation = await json(ring, "--samples", "500");
    expect(JSON.parse(readFileSync(join(ring, "evaluation.json"), "utf8"))).toEqual(evaluation);
    expect(existsSync(join(ring, "report.html"))).toBe(true);
    expect(evaluation).toMatchObject({ run: ring, step: 3 });
    const names = "modes-ring8 high-quality-ring8 precision-points recall-points density-points coverage-points";
    expect(evaluation.scores.map(({ name }) => name)).toEqual(names.split(" "));
    const shared = {
      dataset: "ring8",
      nFake: 500,
      seed: 0,
      resize: "none",
      dtype: "float32",
      extractor: { name: "points", sha256: null, accuracy: null },
    };
    for (const { name, protocol, floor } of evaluation.scores) {
      const usesReal = name.endsWith("-points");
      expect(protocol).toMatchObject({ ...shared, nReal: usesReal ? 500 : 0, split: usesReal ? "train" : "none" });
      expect(floor).toMatchObject({ name, protocol });
    }
    // Of a true mixture all modes are met by 500 points, and a point is near its mode with probability 0.989. At most
    // 5 standard deviations of that share, sqrt(0.989 · 0.011 / 500), away.
    const [modes, quality] = evaluation.scores;
    expect(modes?.floor?.value).toBe(8);
    // The floor's points are fresh ones: of the same, each would be its own nearest neighbour.
    expect(evaluation.scores.find(({ name }) => name === "precision-points")?.floor?.value).toBeLessThan(1);
    expect(Math.abs((quality?.floor?.value ?? 0) - (1 - Math.exp(-9 / 2)))).toBeLessThan(5 * 0.0047);
    expect(evaluation.spectra.map(({ layer }) => layer)).toEqual([
      "critic_dense1",
      "critic_dense2",
      "critic_dense3",
      "critic_score",
    ]);
  });

  it("scores the samples that training scored with that many, whatever the size of the batches", async () => {
    const last = metricsOf(ring).at(-1)?.["scores"] as readonly Score[];
    for (const batchSize of ["64", "999"]) {
      const { scores } = await json(ring, "--samples", "2000", "--batch-size", batchSize);
      expect(scores).toEqual(last);
    }
  });

  it("gives the same again, and others with another seed", async () => {
    const [first, again, other] = [
      await json(ring, "--samples", "300"),
      await json(ring, "--samples", "300"),
      await json(ring, "--samples", "300", "--seed", "1"),
    ];
    expect(again).toEqual(first);
    expect(other.scores.map(({ protocol }) => protocol.seed)).toEqual(Array(6).fill(1));
    expect(other.scores.map(({ floor }) => floor?.value)).not.toEqual(first.scores.map(({ floor }) => floor?.value));
  });

  it("tells people what it found and where it is", async () => {
    const { code, results } = await runInProcess("evaluate", ring, "--samples", "50", "--metrics", "recall,modes");
    expect(code).toBe(0);
    expect(results[0]).toBe(`run      ${ring}, step 3`);
    expect(results.filter((line) => /^(?:modes-ring8|recall-points) +\d/.test(line))).toHaveLength(2);
    expect(results.at(-1)).toBe(`written  ${join(ring, "evaluation.json")}`);
  });

  it("is taken away when the run goes on, whose generator is another then", async () => {
    await json(ring, "--samples", "50");
    await runInProcess("train", "--resume", ring, "--steps", "4");
    expect(existsSync(join(ring, "evaluation.json"))).toBe(false);
    expect((await json(ring, "--samples", "50")).step).toBe(4);
  });
});

const weights = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve("@lipschitz-gan/metrics/weights/mnist.safetensors");
    return true;
  } catch {
    return false;
  }
})();

describe("evaluate, for pictures", () => {
  it("takes the features of a network of the user's", async () => {
    const { step, scores, spectra } = await json(pictures, "--samples", "12", "--extractor", network);
    expect(step).toBeUndefined(); // this run has no checkpoint
    expect(spectra).toMatchObject([{ layer: "score", rows: 1, columns: 1024, effectiveRank: 1 }]);
    expect(scores.map(({ name }) => name.replace("-mean-pixel", ""))).toEqual([
      "FID",
      "KID",
      "precision",
      "recall",
      "density",
      "coverage",
    ]);
    for (const { protocol, floor } of scores) {
      // There are eight real pictures in either split.
      expect(protocol).toMatchObject({ dataset: "mnist", nReal: 8, split: "train", nFake: 12 });
      expect(protocol.extractor).toMatchObject({ name: "mean-pixel", accuracy: null });
      expect(protocol.extractor.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(protocol.resize).toContain("32x32");
      expect(floor?.protocol).toMatchObject({ nReal: 8, nFake: 8, extractor: protocol.extractor });
    }
    // Both splits hold the same pictures, all alike.
    expect(values(scores.flatMap(({ floor }) => floor ?? []))).toMatchObject({
      "precision-mean-pixel": 1,
      "coverage-mean-pixel": 1,
    });
  });

  it("takes the features of a classifier that extractor train has made", async () => {
    const folder = join(root, "classifier");
    const recipe = [
      "--dataset",
      "mnist",
      "--data-folder",
      data,
      "--epochs",
      "1",
      "--batch-size",
      "4",
      "--widths",
      "2,3",
    ];
    await runInProcess("extractor", "train", ...recipe, "--threads", "1", "--out", folder);
    const { scores } = await json(pictures, "--extractor", folder, "--samples", "10", "--metrics", "is,fid");
    const card = JSON.parse(readFileSync(join(folder, "mnist.json"), "utf8")) as Record<string, unknown>;
    expect(scores.map(({ name }) => name)).toEqual(["IS-mnist", "FID-mnist"]);
    for (const { protocol } of scores) {
      expect(protocol.extractor).toEqual({ name: "mnist", sha256: card["sha256"], accuracy: card["testAccuracy"] });
    }
  });

  it("names the folder where the network has no name", async () => {
    const description = readFileSync(join(network, "extractor.json"));
    rmSync(join(network, "extractor.json"));
    const { code, logs } = await runInProcess("evaluate", pictures, "--samples", "12", "--extractor", network);
    expect(code).toBe(2); // of this network nobody knows which layer
    expect(logs.at(-1)).toMatch(
      /^lipschitz-gan: --extractor: .*network: inceptionExtractor: a layer of model .* name the layer$/,
    );
    writeFileSync(join(network, "extractor.json"), '{ "layer": "features" }');
    expect((await runInProcess("evaluate", pictures, "--extractor", network)).logs.at(-1)).toMatch(
      /extractor\.json.*name must be/,
    );
    writeFileSync(join(network, "extractor.json"), description);
  });

  it.skipIf(!weights)(
    "takes the classifier of the data set, whose weights lie in packages/metrics/weights",
    async () => {
      const { scores } = await json(pictures, "--samples", "12", "--split", "test");
      expect(scores.map(({ name }) => name)).toEqual([
        "IS-mnist",
        "FID-mnist",
        "KID-mnist",
        "precision-mnist",
        "recall-mnist",
        "density-mnist",
        "coverage-mnist",
      ]);
      const card = JSON.parse(
        readFileSync(createRequire(import.meta.url).resolve("@lipschitz-gan/metrics/weights/mnist.json"), "utf8"),
      ) as { sha256: string; testAccuracy: number };
      for (const { name, protocol } of scores) {
        expect(protocol.extractor).toEqual({ name: "mnist", sha256: card.sha256, accuracy: card.testAccuracy });
        expect(protocol.split).toBe(name === "IS-mnist" ? "none" : "test");
      }
    },
  );

  it("warns of an FID from no more samples than features", async () => {
    const pool = ["GlobalAveragePooling2D", { name: "pool", batch_input_shape: [null, 32, 32, 1] }] as const;
    const logsOf = async (units: number): Promise<readonly string[]> => {
      const features = ["Dense", { name: "features", units, use_bias: false, activation: "linear" }] as const;
      const wide = writeModel(join(root, `wide${units}`), [pool, features], {
        "features/kernel": [[1, units], Array.from({ length: units }, (_, i) => i + 1)],
      });
      writeFileSync(join(wide, "extractor.json"), '{ "name": "wide", "layer": "features" }');
      const args = ["--samples", "12", "--metrics", "fid", "--no-floor", "--extractor", wide];
      return (await runInProcess("evaluate", pictures, ...args)).logs;
    };
    // There are eight real pictures.
    expect(
      (await logsOf(8)).find((line) => line.startsWith("note     an FID of 8 samples with 8 features")),
    ).toBeDefined();
    expect((await logsOf(7)).filter((line) => line.startsWith("note"))).toEqual([]);
  });

  it("goes without a floor where the other split is missing, and says so", async () => {
    rmSync(join(data, "t10k-images-idx3-ubyte"));
    const args = ["--samples", "12", "--extractor", network, "--json"];
    const { code, results, logs } = await runInProcess("evaluate", pictures, ...args);
    expect(code).toBe(0);
    expect(logs.find((line) => line.startsWith("without  a floor: "))).toContain("t10k-images-idx3-ubyte");
    expect((JSON.parse(results[0] ?? "") as Evaluation).scores.map(({ floor }) => floor)).toEqual(
      Array(6).fill(undefined),
    );
    const test = await runInProcess("evaluate", pictures, ...args, "--split", "test");
    expect(test.code).toBe(2);
    expect(test.logs.at(-1)).toMatch(/^lipschitz-gan: .*t10k-images-idx3-ubyte/);
    writeFileSync(join(data, "t10k-images-idx3-ubyte"), images);
  });

  it("refuses an Inception Score of a network without classes, and a network for other pictures", async () => {
    const none = await runInProcess("evaluate", pictures, "--extractor", network, "--metrics", "is");
    expect(none.code).toBe(2);
    expect(none.logs.at(-1)).toMatch(
      /^lipschitz-gan: --metrics: is needs an extractor with probabilities of classes, received mean-pixel$/,
    );
    const other = writeModel(
      join(root, "points"),
      [["Dense", { name: "features", units: 1, use_bias: false, activation: "linear", batch_input_shape: [null, 2] }]],
      {
        "features/kernel": [
          [2, 1],
          [1, 1],
        ],
      },
    );
    const wrong = await runInProcess("evaluate", pictures, "--extractor", other);
    expect(wrong.code).toBe(2);
    expect(wrong.logs.at(-1)).toMatch(/^lipschitz-gan: --extractor: .* must take pictures/);
  });
});

describe("evaluate, given something wrong", () => {
  it.each([
    [["--samples", "9"], /^--samples: must be an integer in \[10, 1000000\], received 9$/],
    [["--samples", "many"], /^--samples: must be an integer in .*received "many"$/],
    [["--seed", "-1"], /^--seed: must be an integer/],
    [["--batch-size", "0"], /^--batch-size: must be an integer in \[1, 4096\], received 0$/],
    [["--split", "test"], /^--split: belongs to pictures, received for ring8, which is generated .*leave it out$/],
    [["--split", "dev"], /^--split: must be train or test, received "dev"$/],
    [["--extractor", "x"], /^--extractor: belongs to pictures, received for ring8, which has points/],
    [["--metrics", "fid"], /^--metrics: must be names of modes, .*received "fid"$/],
    [["--metrics", "precison"], /; did you mean "precision"\?$/],
    [["--speed", "9"], /unknown option '--speed'/],
  ])("answers %j in one line, and changes nothing", async (args, says) => {
    const before = listing(ring);
    const { code, results, logs } = await runInProcess("evaluate", ring, ...args);
    expect({ code, results }).toEqual({ code: 2, results: [] });
    expect(logs).toHaveLength(1);
    expect(logs[0]?.replace(/^lipschitz-gan: /, "")).toMatch(says);
    expect(listing(ring)).toEqual(before);
  });

  it("answers a run that is none, or has no generator, in one line with the remedy", async () => {
    const missing = await runInProcess("evaluate", join(root, "nowhere"));
    expect(missing).toMatchObject({ code: 2, results: [] });
    expect(missing.logs).toEqual([
      expect.stringMatching(/config\.json: must be a JSON file, received a path that does not exist$/),
    ]);
    const bare = tempFolder();
    writeFileSync(join(bare, "config.json"), readFileSync(join(ring, "config.json")));
    const without = await runInProcess("evaluate", bare);
    expect(without).toMatchObject({ code: 2, results: [] });
    expect(without.logs).toEqual([
      expect.stringMatching(
        /^lipschitz-gan: RUN: must be a run directory with generator\/model\.json, .*lipschitz-gan train writes it/,
      ),
    ]);
  });

  it("does not write over an evaluation.json that is none", async () => {
    const file = join(ring, "evaluation.json");
    for (const text of ['{"mine":1}', '{"run":']) {
      writeFileSync(file, text);
      const { code, logs } = await runInProcess("evaluate", ring, "--samples", "50");
      expect(code).toBe(2);
      expect(logs).toEqual([
        expect.stringMatching(/evaluation\.json: must be missing or an evaluation to replace, .*move it away$/),
      ]);
      expect(readFileSync(file, "utf8")).toBe(text);
    }
    rmSync(file);
  });

  it("tells that the data set is missing, and a generator that does not fit the config", async () => {
    const config = JSON.parse(readFileSync(join(pictures, "config.json"), "utf8")) as Record<string, unknown>;
    const file = join(pictures, "config.json");
    writeFileSync(file, JSON.stringify({ ...config, dataFolder: join(root, "gone") }));
    const gone = await runInProcess("evaluate", pictures);
    writeFileSync(file, JSON.stringify({ ...config, latentSize: 7 }));
    const other = await runInProcess("evaluate", pictures, "--extractor", network);
    writeFileSync(file, JSON.stringify(config));
    expect(gone.code).toBe(2);
    expect(gone.logs).toEqual([expect.stringMatching(/^lipschitz-gan: .*gone/)]);
    expect(other.code).toBe(2);
    expect(other.logs).toEqual([
      expect.stringMatching(/^lipschitz-gan: generator .* from 7 numbers, as config\.json says, received/),
    ]);
  });

  it("goes without spectra where the critic is missing, and says so", async () => {
    rmSync(join(ring, "critic"), { recursive: true });
    const { code, results, logs } = await runInProcess("evaluate", ring, "--samples", "50", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(results[0] ?? "") as Evaluation).spectra).toEqual([]);
    expect(logs.find((line) => line.startsWith("without  the spectra of the critic: "))).toContain("model.json");
  });
});
