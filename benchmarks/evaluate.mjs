// @ts-check
// How long 10 000 generated pictures of MNIST take to be scored, from the command line: generating them, features of real
// and generated ones, every metric; without and with the floor of real test samples.
// Usage: node benchmarks/evaluate.mjs [repeats]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./support/statistics.mjs";

const repeats = Number(process.argv[2] ?? 3);
const command = fileURLToPath(new URL("../packages/cli/bin/lipschitz-gan.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lipschitz-gan-evaluate-"));
const run = join(folder, "run");

try {
  lipschitzGan("train", "--dataset", "mnist", "--steps", "1", "--evaluate-every", "0", "--out", run);
  const seconds = { "without a floor": ["--no-floor"], "with the floor": [] };
  const medians = Object.entries(seconds).map(([name, flags]) => {
    const times = Array.from({ length: repeats }, () => timed("evaluate", run, "--samples", "10000", ...flags));
    console.log(`10 000 pictures of MNIST ${name}: ${median(times).toFixed(1)} s (median of ${repeats})`);
    return median(times);
  });
  console.log(`the floor costs ${((medians[1] ?? 0) / (medians[0] ?? 1)).toFixed(2)} x`);
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {readonly string[]} args */
function lipschitzGan(...args) {
  execFileSync(process.execPath, [command, ...args], { stdio: "ignore" });
}

/** @param {readonly string[]} args */
function timed(...args) {
  const started = performance.now();
  lipschitzGan(...args);
  return (performance.now() - started) / 1000;
}
