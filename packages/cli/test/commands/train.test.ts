import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "@lipschitz-gan/certificates";
import type { Score } from "@lipschitz-gan/metrics";
import { decodeCheckpoint, encodeCheckpoint } from "@lipschitz-gan/training";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateMetrics } from "../../src/run-directory/metrics-log.ts";
import { runCommand } from "../support/run-command.ts";
import { hashOf, listing, tempFolder } from "../support/temp-folder.ts";
import { metricsOf, signalAfter, tiny } from "../support/tiny-run.ts";

const weightFiles = ["critic/group1-shard1of1.bin", "generator/group1-shard1of1.bin"] as const;
const weights = (run: string): readonly string[] => weightFiles.map((file) => hashOf(join(run, file)));
const train = (cwd: string, ...args: readonly string[]): ReturnType<typeof runCommand> =>
  runCommand(["train", ...tiny, ...args], { cwd });

describe("train", () => {
  it("leaves a whole run directory and tells of it", async () => {
    const cwd = tempFolder();
    const { code, stdout, stderr } = await train(cwd, "--steps", "3", "--sample-every", "2", "--out", "run", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ run: "run", step: 3, end: "steps", modes: { of: 8 } });
    for (const word of ["ring8", "spectral-norm", "wasm", "run/report.html"]) expect(stderr).toContain(word);
    const files = listing(join(cwd, "run")).map((line) => line.split(" ")[0]);
    expect(files).toEqual(
      (
        "certificate.json checkpoint/ checkpoint/step-00000000.ckpt checkpoint/step-00000003.ckpt config.json critic/ " +
        "critic/group1-shard1of1.bin critic/model.json environment.json generator/ generator/group1-shard1of1.bin " +
        "generator/model.json metrics.jsonl report.html samples/ samples/step-000000.png samples/step-000002.png " +
        "samples/step-000003.png wasserstein1.json"
      )
        .split(" ")
        .toSorted(),
    );
    const lines = metricsOf(join(cwd, "run"));
    expect(lines.map((line) => line["step"])).toEqual([1, 2, 3]);
    expect(lines.map((line) => "modes" in line)).toEqual([false, true, true]);
    expect(Object.keys(lines[0] ?? {})).toEqual(
      expect.arrayContaining(["criticLoss", "generatorLoss", "sigma", "criticMs", "generatorMs", "stepMs"]),
    );
    expect(JSON.parse(readFileSync(join(cwd, "run/environment.json"), "utf8"))).toMatchObject({
      backend: { name: "wasm", threads: 1 },
      steps: 3,
      end: "steps",
    });
  });

  it("bounds the critic every so many steps and at the end, with a certificate that holds", async () => {
    const cwd = tempFolder();
    const { code, stderr } = await train(cwd, "--steps", "5", "--certify-every", "2", "--out", "run");
    expect(code).toBe(0);
    const bounds = metricsOf(join(cwd, "run")).map((line) => line["certificate"] as CertificateMetrics | undefined);
    expect(bounds.map((bound) => bound !== undefined)).toEqual([false, true, false, true, true]);
    const certificate = JSON.parse(readFileSync(join(cwd, "run/certificate.json"), "utf8")) as Certificate;
    const { lower, upper, layers } = bounds[4] ?? { lower: 0, upper: 0, layers: {} };
    expect({ lower, upper }).toEqual({ lower: certificate.lower, upper: certificate.upper });
    expect(lower).toBeGreaterThan(0);
    expect(Object.keys(layers)).toEqual(["critic_dense1", "critic_dense2", "critic_dense3", "critic_score"]);
    for (const [name, pair] of Object.entries(layers)) {
      const layer = certificate.layers.find((one) => one.name === name);
      expect(pair).toEqual([layer?.lower, layer?.upper]);
    }
    expect(bounds[1]?.lower).toBe(0);
    expect(bounds[1]?.upper).toBeGreaterThan(0);
    expect(Object.keys(bounds[1]?.layers ?? {})).toEqual(Object.keys(layers));
    expect(stderr).toMatch(/\ncritic {2}\d\S* <= Lipschitz constant <= \d/);
    const report = readFileSync(join(cwd, "run/report.html"), "utf8");
    expect(report).toMatch(/What the constraint really enforces[\s\S]*Proven bounds of the critic over the steps/);
    expect(JSON.parse(readFileSync(join(cwd, "run/wasserstein1.json"), "utf8"))).toMatchObject({
      dataset: "ring8",
      model: { sha256: certificate.model.sha256 },
    });
    expect(await runCommand(["check", "run/certificate.json", "run", "--json"], { cwd })).toMatchObject({
      code: 0,
      stdout: '{"valid":true}\n',
    });
  });

  it("trains the same weights whether the critic is bounded on the way or not", async () => {
    const cwd = tempFolder();
    for (const every of ["0", "1"]) await train(cwd, "--steps", "3", "--certify-every", every, "--out", every);
    expect(weights(join(cwd, "1"))).toEqual(weights(join(cwd, "0")));
    expect(hashOf(join(cwd, "1/certificate.json"))).toBe(hashOf(join(cwd, "0/certificate.json")));
  });

  it("evaluates the samples every so many steps and at the end, by one protocol whatever the run's seed", async () => {
    const cwd = tempFolder();
    const every = ["--evaluate-every", "2", "--evaluate-samples", "60", "--seed", "5"];
    const { code, stderr } = await train(cwd, "--steps", "5", ...every, "--out", "run");
    expect(code).toBe(0);
    const lines = metricsOf(join(cwd, "run"));
    expect(lines.map((line) => "scores" in line && "effectiveRank" in line)).toEqual([false, true, false, true, true]);
    const scores = lines[4]?.["scores"] as readonly Score[];
    for (const { protocol } of scores) expect(protocol).toMatchObject({ dataset: "ring8", nFake: 60, seed: 0 });
    expect(Object.keys(lines[4]?.["effectiveRank"] ?? {})).toEqual([
      "critic_dense1",
      "critic_dense2",
      "critic_dense3",
      "critic_score",
    ]);
    expect(stderr).toMatch(/\nscores {2}modes-ring8 \S+ \(real 8\), .*coverage-points \S+ \(real \S+\), at step 5\n/);
    expect(JSON.parse(readFileSync(join(cwd, "run/config.json"), "utf8"))).toMatchObject({
      evaluateEvery: 2,
      evaluateSamples: 60,
    });
  });

  it("trains the same weights whether the samples are evaluated on the way or not", async () => {
    const cwd = tempFolder();
    for (const every of ["0", "1"]) await train(cwd, "--steps", "3", "--evaluate-every", every, "--out", every);
    const files = ["checkpoint/step-00000003.ckpt", "critic/model.json", "certificate.json", ...weightFiles];
    for (const file of files) expect(hashOf(join(cwd, "1", file))).toBe(hashOf(join(cwd, "0", file)));
    expect(metricsOf(join(cwd, "0")).some((line) => "scores" in line)).toBe(false);
  });

  it("goes on with a run that is older than evaluations, without any", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "1", "--out", "run");
    const file = join(cwd, "run/config.json");
    const {
      evaluateEvery: _every,
      evaluateSamples: _samples,
      ...old
    } = JSON.parse(readFileSync(file, "utf8")) as object & {
      evaluateEvery: number;
      evaluateSamples: number;
    };
    writeFileSync(file, JSON.stringify(old));
    expect((await runCommand(["train", "--resume", "run", "--steps", "2"], { cwd })).code).toBe(0);
    expect(metricsOf(join(cwd, "run")).map((line) => "scores" in line)).toEqual([true, false]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ evaluateEvery: 0 });
  });

  it.each([
    ["sn-gan", Infinity],
    ["operator", Infinity],
    // Only a sound upper bound in the denominator keeps the promise of k at every step; 1e-6 for the certificate's own room.
    ["certified", 2 * (1 + 1e-6)],
  ] as const)("trains in the mode %s of the spectral norm", async (mode, most) => {
    const cwd = tempFolder();
    const { code, stderr } = await train(cwd, "--steps", "2", "--k", "2", "--mode", mode, "--out", "run");
    expect(stderr).not.toMatch(/lipschitz-gan: /);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "run/config.json"), "utf8"))).toMatchObject({ mode });
    const { upper } = JSON.parse(readFileSync(join(cwd, "run/certificate.json"), "utf8")) as Certificate;
    expect(upper).toBeLessThanOrEqual(most);
  });

  it("repeats a run byte for byte from its config.json, and another with another seed", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "2", "--out", "a");
    await runCommand(["train", "--config", "a/config.json", "--out", "b"], { cwd });
    await runCommand(["train", "--config", "a/config.json", "--seed", "1", "--out", "c"], { cwd });
    expect(weights(join(cwd, "b"))).toEqual(weights(join(cwd, "a")));
    expect(weights(join(cwd, "c"))).not.toEqual(weights(join(cwd, "a")));
  });

  it("finds a name for the run, and another when that is taken", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "1");
    await train(cwd, "--steps", "1");
    const runs = readdirSync(join(cwd, "runs"));
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatch(/^\d{4}-\d\d-\d\d-ring8-spectral-norm-seed0$/);
    expect(runs[1]).toMatch(/-seed0-2$/);
  });

  it("stops by --max-minutes as a normal end, and says so", async () => {
    const cwd = tempFolder();
    // 0.6 s: more than one step, far less than 999 999 of them.
    const { code, stderr } = await train(cwd, "--steps", "999999", "--max-minutes", "0.01", "--out", "run");
    expect(code).toBe(0);
    expect(stderr).toMatch(/stopped by --max-minutes 0\.01 at step \d+/);
    expect(stderr).toContain("--resume run --max-minutes");
  });

  it("stops when numbers are no longer finite: exit 1, step and tensor named, the last good checkpoint kept", async () => {
    const cwd = tempFolder();
    await train(cwd, "--constraint", "none", "--loss", "wgan", "--steps", "2", "--out", "run");
    const file = join(cwd, "run/checkpoint/step-00000002.ckpt");
    const { tensors, ...rest } = await decodeCheckpoint(readFileSync(file), file);
    // Four layers of kernels near 1e20: finite, and their product is not.
    const huge = Object.entries(tensors).map(
      ([name, { shape, values }]) => [name, { shape, values: values.map((value) => value * 1e20) }] as const,
    );
    writeFileSync(file, await encodeCheckpoint({ ...rest, tensors: Object.fromEntries(huge) }));
    const { code, stderr } = await runCommand(["train", "--resume", "run", "--steps", "9"], { cwd });
    expect(code).toBe(1);
    const last = stderr.trimEnd().split("\n").at(-1) ?? "";
    expect(last).toMatch(
      /^lipschitz-gan: .*must be finite, received \S+ at step 3; the last good checkpoint is kept: /,
    );
    const kept = /kept: (\S+\.ckpt)/.exec(last)?.[1] ?? "";
    expect(readdirSync(join(cwd, "run/checkpoint")).map((name) => `run/checkpoint/${name}`)).toContain(kept);
    expect(JSON.parse(readFileSync(join(cwd, "run/environment.json"), "utf8"))).toMatchObject({ end: "not-finite" });
  });
});

describe("resume", () => {
  const flags = "--steps 40 --checkpoint-every 6 --sample-every 15 --certify-every 7 --out run".split(" ");

  it("ends in the bytes of an uninterrupted run after SIGKILL at a random step, and tidies up", async () => {
    const [whole, killed] = [tempFolder(), tempFolder()];
    const [step = 9] = fc.sample(fc.integer({ min: 1, max: 25 }), 1);
    await train(whole, ...flags);
    const watch = signalAfter(join(killed, "run"), step, "SIGKILL");
    const { signal } = await runCommand(["train", ...tiny, ...flags], { cwd: killed, watch });
    expect(signal).toBe("SIGKILL");
    // What a kill between two writes leaves behind.
    writeFileSync(join(killed, "run/samples/step-000099.png.tmp"), "half");
    writeFileSync(join(killed, "run/metrics.jsonl"), '{"step":', { flag: "a" });
    const { code } = await runCommand(["train", "--resume", "run"], { cwd: killed });
    expect(code).toBe(0);
    expect(weights(join(killed, "run"))).toEqual(weights(join(whole, "run")));
    for (const file of [
      "checkpoint/step-00000040.ckpt",
      "samples/step-000030.png",
      "config.json",
      "certificate.json",
      "wasserstein1.json",
    ]) {
      expect(hashOf(join(killed, "run", file))).toBe(hashOf(join(whole, "run", file)));
    }
    expect(metricsOf(join(killed, "run")).map((line) => line["step"])).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    const [bounds, expected] = [killed, whole].map((cwd) =>
      metricsOf(join(cwd, "run")).map((line) => line["certificate"]),
    );
    expect(bounds?.filter(Boolean)).toHaveLength(6); // at 7, 14, … and at the end
    expect(bounds).toEqual(expected);
    const names = listing(join(killed, "run")).map((line) => line.split(" ")[0]);
    expect(names).toEqual(listing(join(whole, "run")).map((line) => line.split(" ")[0]));
  });

  it("goes on after Ctrl-C, which exits with 130 and a checkpoint of the step it stopped at", async () => {
    const cwd = tempFolder();
    const run = join(cwd, "run");
    const watch = signalAfter(run, 3, "SIGINT");
    const stopped = await runCommand(["train", ...tiny, ...flags, "--steps", "2000"], { cwd, watch });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain("interrupted at step");
    const step = metricsOf(run).length;
    expect(step).toBeLessThan(2000);
    expect(readdirSync(run)).not.toContain("certificate.json"); // nobody who stops a run wants to wait for it
    expect(readdirSync(join(run, "checkpoint"))).toContain(`step-${String(step).padStart(8, "0")}.ckpt`);
    const { code } = await runCommand(["train", "--resume", "run", "--steps", String(step + 2)], { cwd });
    expect(code).toBe(0);
    expect(metricsOf(run)).toHaveLength(step + 2);
    expect(JSON.parse(readFileSync(join(run, "config.json"), "utf8"))).toMatchObject({ steps: step + 2 });
  });

  it("takes the certificate of the critic before away, and writes a new one at the new end", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "1", "--out", "run");
    const before = hashOf(join(cwd, "run/certificate.json"));
    const watch = signalAfter(join(cwd, "run"), 3, "SIGKILL");
    await runCommand(["train", "--resume", "run", "--steps", "2000"], { cwd, watch });
    expect(readdirSync(join(cwd, "run"))).not.toContain("certificate.json");
    await runCommand(["train", "--resume", "run", "--steps", "4"], { cwd });
    expect(hashOf(join(cwd, "run/certificate.json"))).not.toBe(before);
    expect((await runCommand(["check", "run/certificate.json", "run"], { cwd })).code).toBe(0);
  });

  it("writes what a kill at the very end left out", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "2", "--out", "run");
    const files = ["certificate.json", "wasserstein1.json"].map((name) => join(cwd, "run", name));
    const before = files.map(hashOf);
    for (const file of files) rmSync(file);
    expect((await runCommand(["train", "--resume", "run"], { cwd })).code).toBe(0);
    expect(files.map(hashOf)).toEqual(before);
  });

  it("refuses a checkpoint with a flipped byte, offers the one before, and goes on from it", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "4", "--checkpoint-every", "2", "--out", "run");
    const sound = weights(join(cwd, "run"));
    const newest = join(cwd, "run/checkpoint/step-00000004.ckpt");
    const bytes = readFileSync(newest);
    const at = fc.sample(fc.nat(bytes.length - 1), 1)[0] ?? 0;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(newest, bytes);
    const before = listing(cwd);

    const refused = await runCommand(["train", "--resume", "run"], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^lipschitz-gan: run\/checkpoint\/step-00000004\.ckpt: .*--resume run --checkpoint step-00000002\n$/,
    );
    expect(listing(cwd)).toEqual(before);

    const resumed = await runCommand(["train", "--resume", "run", "--checkpoint", "step-00000002"], { cwd });
    expect(resumed.code).toBe(0);
    expect(weights(join(cwd, "run"))).toEqual(sound);
  });

  it("refuses flags that the run was not made with: exit 2, nothing changed", async () => {
    const cwd = tempFolder();
    await train(cwd, "--steps", "1", "--out", "run");
    const before = listing(cwd);
    for (const [flag, value, says] of [
      ["--width", "2", /--width: a resumed run keeps its 0\.0625, received 2/],
      ["--steps", "0", /--steps: must be an integer/],
      ["--config", "run/config.json", /--config: a resumed run keeps its own/],
      ["--checkpoint", "step-00000009", /--checkpoint: must be one of step-00000001, step-00000000/],
    ] as const) {
      const { code, stderr } = await runCommand(["train", "--resume", "run", flag, value], { cwd });
      expect(stderr).toMatch(says);
      expect(code).toBe(2);
    }
    expect(listing(cwd)).toEqual(before);
  });
});
