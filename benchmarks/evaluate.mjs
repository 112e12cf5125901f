// @ts-check
// How long 10 000 generated pictures of MNIST take to be scored, from the command line: generating them, features of real
// and generated ones, and the scores; on every backend of this machine, beside the same work in PyTorch.
// Usage: node benchmarks/evaluate.mjs [--repeats N] [--samples N] [--quick] [--out DIR]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythons } from "./support/contender.mjs";
import { describeMachine } from "./support/machine.mjs";
import { leftOut, readOptions, writeReport } from "./support/report.mjs";
import { median } from "./support/statistics.mjs";

const { repeats, samples, out } = readOptions({
  repeats: { full: 2, quick: 1 },
  samples: { full: 10_000, quick: 1000 },
});
const command = fileURLToPath(new URL("../packages/cli/bin/lipschitz-gan.mjs", import.meta.url));
const script = fileURLToPath(new URL("torch/evaluate.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lipschitz-gan-evaluate-"));

/** @typedef {{ name: string, python?: string, task: (part: Part) => void, times: Record<Part, number[]> }} Contender */
/** @typedef {"fid" | "all"} Part - what is scored: almost only the networks' work, and everything */
const parts = /** @type {const} */ (["fid", "all"]);
/** @type {import("./support/contender.mjs").Absent[]} */
const absent = [];

const machine = describeMachine();
try {
  const contenders = [...["native", "wasm", "node-gpu", "node"].map(ours), ...torches()].flatMap((one) => one ?? []);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const part of parts) {
      for (const { task, times } of contenders) times[part].push(seconds(() => task(part)));
    }
  }
  report(contenders);
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {readonly Contender[]} contenders */
function report(contenders) {
  const torch = contenders
    .filter(({ python }) => python === pythons()[0])
    .toSorted((a, b) => median(a.times.all) - median(b.times.all))[0];
  writeReport({
    name: "evaluate",
    title: `Scoring ${samples} generated pictures of MNIST against as many real ones, whole processes`,
    machine,
    table: [
      ["runs on", "FID alone", "all scores", `FID to ${torch?.name ?? "PyTorch"}`, "all to it"],
      ...contenders.map(({ name, times }) => [
        name,
        ...parts.map((part) => `${median(times[part]).toFixed(1)} s`),
        ...parts.map((part) => (torch === undefined ? "" : ratio(times[part], torch.times[part]))),
      ]),
    ],
    notes: [
      `Medians of ${repeats} runs, in turn. Scores are plain TypeScript in float64 on one core whatever the backend; FID alone is mostly the networks.`,
      ...leftOut(absent),
    ],
    data: { contenders: contenders.map(({ name, times }) => ({ name, times })), absent },
    out,
  });
}

/** @param {readonly number[]} times @param {readonly number[]} reference */
function ratio(times, reference) {
  return median(times.map((time, i) => time / (reference[i] ?? Number.NaN))).toFixed(2);
}

/** @param {string} backend @returns {Contender | undefined} */
function ours(backend) {
  const directory = join(folder, backend);
  const settings = ["--dataset", "mnist", "--steps", "1", "--evaluate-every", "0", "--backend", backend];
  const started = lipschitzGan(["train", ...settings, "--out", directory]);
  if (started.failure !== undefined) return void absent.push({ plan: backend, reason: started.failure });
  const task = (/** @type {Part} */ part) => {
    const metrics = part === "fid" ? ["--metrics", "fid"] : [];
    const { failure } = lipschitzGan(["evaluate", directory, "--samples", String(samples), "--no-floor", ...metrics]);
    if (failure !== undefined) throw new Error(failure);
  };
  return { name: backend, task, times: { fid: [], all: [] } };
}

/** PyTorch with one thread and with all. @returns {(Contender | undefined)[]} */
function torches() {
  const cores = availableParallelism();
  return pythons().flatMap((python) =>
    (cores === 1 ? [1] : [1, cores]).map((threads) => {
      const env = {
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        OMP_WAIT_POLICY: "passive",
      };
      const task = (/** @type {string} */ part, count = samples) => {
        const { failure, said } = run(python, [script, part, String(count)], env);
        if (failure !== undefined) throw new Error(failure);
        return JSON.parse(said).version;
      };
      try {
        const version = task("fid", 128); // also brings its files into the system's cache
        return {
          name: `PyTorch ${version}, ${threads === 1 ? "1 thread" : `${threads} threads, passive waiting`}`,
          python,
          task,
          times: { fid: [], all: [] },
        };
      } catch (error) {
        return void absent.push({
          plan: `PyTorch of ${python}`,
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    }),
  );
}

/** @param {() => void} task */
function seconds(task) {
  const start = performance.now();
  task();
  return (performance.now() - start) / 1000;
}

/** @param {readonly string[]} args */
function lipschitzGan(args) {
  return run(process.execPath, [command, ...args], {});
}

/** @param {string} program @param {readonly string[]} args @param {Record<string, string>} env */
function run(program, args, env) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (error !== undefined) return { said: "", failure: error.message };
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  return status === 0
    ? { said: stdout, failure: undefined }
    : { said: stdout, failure: lastLine.replace(/^lipschitz-gan: /u, "") };
}
