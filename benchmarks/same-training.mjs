// @ts-check
// Whether "native" trains as "wasm" does: the same commands with the same seeds on both, and the scores at the end side by side. The
// two round differently, so that runs part after some steps; what must be the same is the distribution of where they end.
// Usage: node benchmarks/same-training.mjs [--seeds N] [--quick] [--out DIR]      (about five minutes on two quiet cores)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMachine } from "./support/machine.mjs";
import { readOptions, writeReport } from "./support/report.mjs";
import { mean, permutationPValue, standardDeviation } from "./support/statistics.mjs";

const { seeds: nSeeds, out, isQuick } = readOptions({ seeds: { full: 5, quick: 2 } });
const command = fileURLToPath(new URL("../packages/cli/bin/lipschitz-gan.mjs", import.meta.url));
const seeds = Array.from({ length: nSeeds }, (_, seed) => seed);
const backends = /** @type {const} */ (["native", "wasm"]);

/**
 * What is trained, and the scores that the verdict is about. They were chosen before the first run: how good samples are and how much
 * of the data they reach. The others are shown.
 */
const jobs = [
  {
    name: "ring8",
    settings: `--dataset ring8 ${isQuick ? "--steps 60" : ""}`,
    samples: 4000,
    judged: ["high-quality-ring8", "coverage-points"],
  },
  {
    name: "mnist",
    settings: `--dataset mnist --width 0.125 --steps ${isQuick ? 4 : 200}`,
    samples: isQuick ? 500 : 2000,
    judged: ["FID-mnist", "coverage-mnist"],
  },
];
const nJudged = jobs.reduce((sum, { judged }) => sum + judged.length, 0);
/** Of calling anything different where nothing is, over all judged scores together (Bonferroni). */
const FALSE_ALARM = 0.05;

/** @typedef {{ name: string, value: number }} Score */
const folder = mkdtempSync(join(tmpdir(), "lipschitz-gan-same-"));
const machine = describeMachine();
try {
  report(await measureAll());
} finally {
  rmSync(folder, { recursive: true });
}

async function measureAll() {
  const waiting = jobs.flatMap((job) =>
    seeds.flatMap((seed) => backends.map((backend) => ({ job, seed, backend, scores: /** @type {Score[]} */ ([]) }))),
  );
  const all = [...waiting];
  const worker = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      run.scores = await scoresOf(run);
      console.error(`done ${run.job.name}, seed ${run.seed}, ${run.backend}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return all;
}

/** @param {{ job: (typeof jobs)[number], seed: number, backend: string }} run @returns {Promise<Score[]>} */
async function scoresOf({ job, seed, backend }) {
  const path = join(folder, `${job.name}-${seed}-${backend}`);
  const settings = [...job.settings.split(" ").filter(Boolean), "--threads", "1", "--evaluate-every", "0"];
  await lipschitzGan(["train", ...settings, "--seed", String(seed), "--backend", backend, "--out", path]);
  await lipschitzGan(["evaluate", path, "--samples", String(job.samples), "--no-floor"]);
  const { scores } = JSON.parse(readFileSync(join(path, "evaluation.json"), "utf8"));
  rmSync(path, { recursive: true });
  return scores.map((/** @type {Score} */ { name, value }) => ({ name, value }));
}

/** @param {Awaited<ReturnType<typeof measureAll>>} runs */
function report(runs) {
  const compared = jobs.flatMap((job) => {
    const own = runs.filter((run) => run.job === job);
    const names = own[0]?.scores.map(({ name }) => name) ?? [];
    return names.map((name) => {
      const values = (/** @type {string} */ backend) =>
        own
          .filter((run) => run.backend === backend)
          .map(({ scores }) => scores.find((score) => score.name === name)?.value ?? Number.NaN);
      return compare(job, name, values("native"), values("wasm"));
    });
  });
  const different = compared.filter(({ verdict }) => verdict === "different");
  writeReport({
    name: "same-training",
    title: `The same training on native and on wasm, ${nSeeds} seeds each`,
    machine,
    table: [
      ["score", "native", "wasm", "difference ± its standard error", "p", "verdict"],
      ...compared.map(({ name, native, wasm, difference, standardError, p, verdict }) => [
        name,
        spread(native),
        spread(wasm),
        `${difference.toPrecision(2)} ± ${standardError.toPrecision(2)}`,
        p.toFixed(3),
        verdict,
      ]),
    ],
    notes: [
      ...jobs.map(
        ({ settings, samples }) =>
          `\`lipschitz-gan train ${settings.trim()} --threads 1 --evaluate-every 0 --seed S --backend B\`, \`evaluate RUN --samples ${samples} --no-floor\`, seeds ${seeds.join(", ")}.`,
      ),
      `Mean ± standard deviation over the seeds; the standard error is that of a difference of two means with unequal variances (Welch). p is exact: the share of all ways to deal the ${2 * nSeeds} values into two groups in which the means lie as far apart. The rule, fixed before the first run: a judged score is different where p < ${FALSE_ALARM} / ${nJudged} judged scores, else within noise; ${nSeeds} seeds of each can give no p below ${leastP().toFixed(4)}.`,
      ...(different.length === 0 ? [] : [`Different: ${different.map(({ name }) => name).join(", ")}.`]),
    ],
    data: { compared },
    out,
  });
  if (different.length > 0) process.exitCode = 1;
}

/** @param {(typeof jobs)[number]} job @param {string} name @param {number[]} native @param {number[]} wasm */
function compare(job, name, native, wasm) {
  const p = permutationPValue(native, wasm);
  const verdict = job.judged.includes(name) ? verdictOf(p) : "";
  const standardError = Math.hypot(...[native, wasm].map((values) => standardDeviation(values) / Math.sqrt(nSeeds)));
  return { name, native, wasm, difference: mean(native) - mean(wasm), standardError, p, verdict };
}

/** @param {number} p */
function verdictOf(p) {
  if (leastP() >= FALSE_ALARM / nJudged) return "too few seeds to tell";
  return p < FALSE_ALARM / nJudged ? "different" : "within noise";
}

/** The smallest p there is: the observed groups and, by symmetry, their exchange, of all (2n choose n). */
function leastP() {
  let ways = 1;
  for (let i = 1; i <= nSeeds; i++) ways = (ways * (nSeeds + i)) / i;
  return 2 / ways;
}

/** @param {readonly number[]} values */
function spread(values) {
  return `${mean(values).toPrecision(4)} ± ${standardDeviation(values).toPrecision(2)}`;
}

/** @param {readonly string[]} args @returns {Promise<void>} */
function lipschitzGan(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said = (said + String(text)).slice(-500)));
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`lipschitz-gan ${args.join(" ")} ended with ${code}: ${said}`)),
    );
  });
}
