import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "@lipschitz-gan/certificates";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { createRng } from "@lipschitz-gan/core";
import { loadDataset } from "@lipschitz-gan/data";
import { latentBatch } from "@lipschitz-gan/training";
import { beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/model-directory/load-model.ts";
import { bentModel, fiveModel } from "../support/model-files.ts";
import { runCommand } from "../support/run-command.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { hashOf, listing, tempFolder } from "../support/temp-folder.ts";
import { tiny } from "../support/tiny-run.ts";

const read = (path: string): Certificate => JSON.parse(readFileSync(path, "utf8")) as Certificate;

/** The mean score that a run's critic gives 64 real or generated samples of seed 0, by TensorFlow.js. */
async function meanScore(run: string, which: "real" | "fake"): Promise<number> {
  await tf.setBackend("cpu");
  const data = await loadDataset("ring8");
  const [generator, critic] = [await loadModel(join(run, "generator")), await loadModel(join(run, "critic"))];
  return tf.tidy(() => {
    const samples =
      which === "fake"
        ? (generator.predict(latentBatch(createRng(0).stream("sample"), 64, 2)) as tf.Tensor)
        : tf.tensor(data.batch({ batchSize: 64, step: 0, seed: 0 }).values, [64, 2]);
    return tf.mean(critic.predict(samples) as tf.Tensor).dataSync()[0] ?? Number.NaN;
  });
}

describe("certify", () => {
  it("bounds a constant that is known, writes the certificate beside the model, and check agrees", async () => {
    const model = fiveModel(join(tempFolder(), "m"));
    const { code, results, logs } = await runInProcess("certify", model, "--json");
    expect({ code, logs }).toEqual({ code: 0, logs: ["bounded  1 of 2: score", "bounded  2 of 2: score:activation"] });
    const file = join(model, "certificate.json");
    const { file: told, ...certificate } = JSON.parse(results.join("\n")) as Certificate & { file: string };
    expect(told).toBe(file);
    expect(read(file)).toEqual(certificate);
    expect(certificate).toMatchObject({
      norm: "l2",
      model: { sha256: expect.stringMatching(/^[\da-f]{64}$/) as unknown },
      layers: [
        { name: "score", kind: "Dense", method: "cholesky" },
        { name: "score:activation", kind: "relu", lower: 1, upper: 1, method: "rule" },
      ],
    });
    expect(certificate.upper).toBeGreaterThanOrEqual(5);
    expect(certificate.upper).toBeLessThan(5 * (1 + 1e-5));
    expect(certificate.lower).toBeLessThanOrEqual(5);
    expect(certificate.lower).toBeGreaterThan(4.9);
    expect(certificate.layers[0]?.lower).toBeGreaterThan(4.999);
    expect(await runInProcess("check", file, model, "--json")).toEqual({
      code: 0,
      results: ['{"valid":true}'],
      logs: [],
    });
  });

  it("prints a table for people, bounds rounded outwards, with what was merged", async () => {
    const model = bentModel(join(tempFolder(), "m"));
    const { code, results } = await runInProcess("certify", model, "--box", "0.5,1");
    expect(code).toBe(0);
    const text = results.join("\n");
    expect(text).toMatch(/^model {4}by_hand: \[1\] to \[1\], sha256 [\da-f]{64}\n/);
    expect(text).toMatch(/\nlayer +kind +lower +upper +upper\/lower +method\n/);
    // the norm of (1, -1) is √2, between its roundings
    expect(text).toMatch(/\nfirst +Dense +1\.414[12] +1\.414[23] +1\.00\d+ +cholesky\n/);
    expect(text).toMatch(/\nbend +ReLU +1 +1 +1 +rule\n/);
    expect(text).toMatch(/\nmerged {3}first … second, 3 operations: \d\.\d+ \(slopes\); .* is 7\.071[12]\n/);
    expect(text).toMatch(/\nlocal {4}at most 3\.000[01] for samples in \[0\.5, 1\] \(intervals\)\n/);
    expect(text).toMatch(/\nbounds {3}(?:3\.9|4\.0)\d+ <= Lipschitz constant <= [45]\.\d+, Euclidean norm\n/);
    expect(text).toMatch(/\nwritten {2}\S+certificate\.json$/);
  });

  it("writes the same bytes from the same seed, and elsewhere with --out", async () => {
    const folder = tempFolder();
    const model = bentModel(join(folder, "m"));
    const files = ["a.json", "b.json"].map((name) => join(folder, name));
    for (const file of files) {
      await runInProcess("certify", model, "--seed", "3", "--restarts", "2", "--range", "-0.5,2", "--out", file);
    }
    expect(hashOf(files[1] ?? "")).toBe(hashOf(files[0] ?? ""));
    expect(read(files[0] ?? "").witness?.range).toEqual([-0.5, 2]);
    expect(existsSync(join(model, "certificate.json"))).toBe(false);
  });

  it("replaces an earlier certificate and an empty file, leaves nothing half-made, and nothing else changed", async () => {
    const model = fiveModel(join(tempFolder(), "m"));
    writeFileSync(join(model, "certificate.json"), "");
    const before = listing(model).filter((line) => !line.startsWith("certificate.json "));
    await runInProcess("certify", model, "--no-witness");
    expect(read(join(model, "certificate.json"))).toMatchObject({ lower: 0, witness: null, local: null });
    expect((await runInProcess("certify", model)).code).toBe(0);
    expect(read(join(model, "certificate.json")).lower).toBeGreaterThan(4.9);
    expect(listing(model).filter((line) => !line.startsWith("certificate.json "))).toEqual(before);
  });

  it("certifies for a shape that the model leaves open", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "m"));
    const config = { name: "c", filters: 1, kernel_size: 3, use_bias: false, batch_input_shape: [null, null, null, 1] };
    const json = {
      modelTopology: { class_name: "Sequential", config: [{ class_name: "Conv2D", config }] },
      weightsManifest: [{ paths: ["w"], weights: [{ name: "c/kernel", shape: [3, 3, 1, 1], dtype: "float32" }] }],
    };
    writeFileSync(join(folder, "m/model.json"), JSON.stringify(json));
    writeFileSync(join(folder, "m/w"), new Uint8Array(new Float32Array(9).fill(1).buffer));
    const open = await runInProcess("certify", join(folder, "m"));
    expect(open.code).toBe(2);
    expect(open.logs.join()).toMatch(/inputShape/);
    const args = ["--input-shape", "5,5,1", "--json"];
    const { code, results } = await runInProcess("certify", join(folder, "m"), ...args);
    expect(code).toBe(0);
    // 9, the sum of the kernel, bounds pictures of all sizes; 3 x 3 windows of a 5 x 5 picture attain less
    expect((JSON.parse(results[0] ?? "") as Certificate).upper).toBeLessThan(9);
  });
});

describe("certify of a run", () => {
  const cwd = tempFolder();
  const run = join(cwd, "run");

  beforeAll(async () => {
    const flags = ["--steps", "40", "--learning-rate", "0.01", "--certify-every", "0", "--out", run];
    await runCommand(["train", ...tiny, ...flags], { cwd });
  });

  it("bounds its critic and the distance of its samples, and writes both and the report into the run", async () => {
    for (const name of ["certificate.json", "wasserstein1.json", "report.html"]) rmSync(join(run, name));
    const critic = listing(join(run, "critic"));
    const { code, results } = await runInProcess("certify", run, "--json");
    expect(code).toBe(0);
    const told = JSON.parse(results[0] ?? "") as Certificate & Record<"wasserstein1", Record<string, unknown>>;
    const { wasserstein1, model, lower, upper, witness } = told;
    expect(told).toMatchObject({ file: join(run, "certificate.json") });
    expect(wasserstein1).toMatchObject({
      nReal: 64,
      nFake: 64,
      seed: 0,
      dataset: "ring8",
      model: { sha256: model.sha256 },
    });
    const apart = (await meanScore(run, "real")) - (await meanScore(run, "fake"));
    expect(apart).toBeGreaterThan(0.01);
    // TensorFlow.js computes the scores in float32, each about 1 in size
    expect(Math.abs(Number(wasserstein1["lower"]) * upper - apart)).toBeLessThan(1e-5);
    expect(lower).toBeGreaterThan(0);
    expect(upper).toBeGreaterThan(lower);
    expect(witness?.range).toEqual([-3, 3]); // the ring lies within
    expect(JSON.parse(readFileSync(join(run, "wasserstein1.json"), "utf8"))).toEqual(wasserstein1);
    expect(readFileSync(join(run, "report.html"), "utf8")).toMatch(/Lipschitz constant of the critic[\s\S]*apart/);
    expect(listing(join(run, "critic"))).toEqual(critic);
    for (const place of [run, join(run, "critic")]) {
      expect((await runInProcess("check", join(run, "certificate.json"), place)).code).toBe(0);
    }
  });

  it("goes without the distance where the data set is not here, and says so", async () => {
    const copy = join(cwd, "elsewhere");
    cpSync(run, copy, { recursive: true });
    const config = JSON.parse(readFileSync(join(copy, "config.json"), "utf8")) as Record<string, unknown>;
    const images = { ...config, dataset: "mnist", model: "cnn32", dataFolder: join(cwd, "nowhere") };
    writeFileSync(join(copy, "config.json"), JSON.stringify(images));
    const { code, results, logs } = await runInProcess("certify", copy, "--json");
    expect(code).toBe(0);
    expect(logs.filter((line) => line.startsWith("without "))).toEqual([expect.stringMatching(/Wasserstein.*nowhere/)]);
    expect(JSON.parse(results[0] ?? "")).not.toHaveProperty("wasserstein1");
  });

  it("leaves the run alone with --out", async () => {
    const before = listing(run);
    expect((await runInProcess("certify", run, "--out", join(cwd, "c.json"))).code).toBe(0);
    expect(listing(run)).toEqual(before);
  });
});
