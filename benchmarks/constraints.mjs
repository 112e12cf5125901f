// @ts-check
// Scores of the same GAN under each constraint and under none, three seeds each, and the spectra of its critics as in
// figure 3 of the SN-GAN paper. Writes the table and the figure to benchmarks/results/.
// Usage: node benchmarks/constraints.mjs [mnist|cifar10 …]      (an hour on two cores; goes on where it was stopped)
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spectraFigure } from "./support/spectra-figure.mjs";
import { mean, standardDeviation } from "./support/statistics.mjs";

const command = fileURLToPath(new URL("../packages/cli/bin/lipschitz-gan.mjs", import.meta.url));
const results = fileURLToPath(new URL("results/", import.meta.url));
const runs = fileURLToPath(new URL("../runs/constraints/", import.meta.url));

const constraints = ["spectral-norm", "gradient-penalty", "weight-norm", "weight-clipping", "none"];
const seeds = [0, 1, 2];
const metrics = ["IS", "FID", "KID", "precision", "recall"];
// Everything else is as in the main job: Adam(1e-3, 0.5, 0.9), hinge loss, clipping at 0.01, lambda = 10.
const settings = "--steps 300 --batch-size 32 --width 0.25 --threads 1 --evaluate-every 0";
const samples = 10_000;

const asked = process.argv.slice(2);
for (const dataset of asked.length > 0 ? asked : ["mnist", "cifar10"]) await table(dataset);

/** @typedef {{ layer: string, rows: number, columns: number, effectiveRank: number, singularValues: readonly number[] }} Spectrum */

/** @param {Spectrum} spectrum @returns {Spectrum} with six digits, which is more than the figure shows */
function rounded({ layer, rows, columns, effectiveRank, singularValues }) {
  const values = singularValues.map((value) => Number(value.toPrecision(6)));
  return { layer, rows, columns, effectiveRank, singularValues: values };
}

/** @param {string} dataset */
async function table(dataset) {
  const jobs = seeds.flatMap((seed) => constraints.map((constraint) => ({ dataset, constraint, seed })));
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await measured(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const rows = constraints.map((constraint) =>
    row(
      constraint,
      jobs.filter((job) => job.constraint === constraint),
    ),
  );
  mkdirSync(results, { recursive: true });
  const spectra = Object.fromEntries(rows.map(({ constraint, runs: [first] }) => [constraint, first?.spectra]));
  const file = join(results, `constraints-${dataset}`);
  writeFileSync(`${file}.json`, `${JSON.stringify(record(dataset, rows))}\n`);
  writeFileSync(`${file}.svg`, spectraFigure(spectra, dataset));
  writeFileSync(`${file}.md`, markdown(dataset, rows));
  console.log(markdown(dataset, rows));
}

/** @param {{ dataset: string, constraint: string, seed: number }} job */
function folderOf({ dataset, constraint, seed }) {
  return join(runs, `${dataset}-${constraint}-${seed}`);
}

/** @param {{ dataset: string, constraint: string, seed: number }} job */
function trainArguments({ dataset, constraint, seed }) {
  return ["train", "--dataset", dataset, "--constraint", constraint, ...settings.split(" "), "--seed", String(seed)];
}

/** @param {{ dataset: string, constraint: string, seed: number }} job */
async function measured(job) {
  const folder = folderOf(job);
  if (existsSync(join(folder, "evaluation.json"))) return;
  if (!existsSync(join(folder, "certificate.json"))) {
    rmSync(folder, { recursive: true, force: true });
    await lipschitzGan([...trainArguments(job), "--max-minutes", "60", "--out", folder]);
  }
  await lipschitzGan(["evaluate", folder, "--samples", String(samples)]);
  console.error(`done ${folder}`);
}

/** @param {readonly string[]} args @returns {Promise<void>} */
function lipschitzGan(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said += String(text)));
    child.on("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`lipschitz-gan ${args.join(" ")} ended with ${code}: ${said.slice(-500)}`)),
    );
  });
}

/** @param {string} path */
function json(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** @param {string} constraint @param {readonly { dataset: string, constraint: string, seed: number }[]} jobs */
function row(constraint, jobs) {
  const measuredRuns = jobs.map((job) => {
    const folder = folderOf(job);
    const { scores, spectra: full } = json(join(folder, "evaluation.json"));
    const spectra = full.map(rounded);
    const { lower, upper } = json(join(folder, "certificate.json"));
    const steps = readFileSync(join(folder, "metrics.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const trainingSeconds = json(join(folder, "environment.json")).trainingSeconds;
    return { seed: job.seed, scores, spectra, certificate: { lower, upper }, steps: steps.length, trainingSeconds };
  });
  return {
    constraint,
    commands: jobs.map((job) => `lipschitz-gan ${trainArguments(job).join(" ")}`),
    runs: measuredRuns,
  };
}

/** @param {string} dataset @param {readonly ReturnType<typeof row>[]} rows */
function record(dataset, rows) {
  const machine = `${cpus()[0]?.model.trim() ?? "?"}, ${cpus().length} cores, Node ${process.versions.node}`;
  return { dataset, machine, settings, evaluate: `lipschitz-gan evaluate RUN --samples ${samples}`, rows };
}

/** @param {readonly { name: string, value: number, floor?: { value: number } }[]} scores @param {string} metric */
function scoreOf(scores, metric) {
  const found = scores.find(({ name }) => name.startsWith(`${metric}-`));
  if (found === undefined) throw new Error(`no score ${metric}`);
  return found;
}

/** @param {readonly number[]} values */
function spread(values) {
  const [middle, digits] = [mean(values), mean(values) < 1 ? 3 : 2];
  return `${middle.toFixed(digits)} ± ${standardDeviation(values).toFixed(digits)}`;
}

/** @param {string} dataset @param {readonly ReturnType<typeof row>[]} rows */
function markdown(dataset, rows) {
  const head = ["constraint", ...metrics.map((metric) => `${metric}-${dataset}`), "Lipschitz lower", "Lipschitz upper"];
  const body = rows.map(({ constraint, runs: own }) => [
    constraint,
    ...metrics.map((metric) => spread(own.map(({ scores }) => scoreOf(scores, metric).value))),
    median3(own.map(({ certificate }) => certificate.lower)),
    median3(own.map(({ certificate }) => certificate.upper)),
  ]);
  const first = rows[0]?.runs[0];
  const floor = metrics.map((metric) => scoreOf(first?.scores ?? [], metric).floor?.value.toFixed(3) ?? "");
  const lines = [head, head.map(() => "---"), ...body, ["real test samples", ...floor, "", ""]];
  return (
    `# ${dataset}: the same GAN under each constraint\n\n` +
    `\`${rows[0]?.commands[0]?.replace(/--constraint \S+/, "--constraint C").replace(/--seed \d+/, "--seed S")}\`, seeds ${seeds.join(", ")}; ` +
    `\`lipschitz-gan evaluate RUN --samples ${samples}\`. Mean ± standard deviation over the seeds; bounds of the critic's ` +
    `Lipschitz constant are the middle of the seeds'.\n\n` +
    `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`
  );
}

/** @param {readonly number[]} values */
function median3(values) {
  const middle = values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  return middle >= 1e4 || (middle > 0 && middle < 1e-3) ? middle.toExponential(2) : middle.toPrecision(3);
}
