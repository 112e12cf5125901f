// @ts-check
// Certificates of the paper's critics: time on one core and peak memory, beside numpy's SVD of the same operators in float64.
// Usage: node benchmarks/certify.mjs [repeats]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./support/statistics.mjs";

const repeats = Number(process.argv[2] ?? 3);
const child = fileURLToPath(new URL("support/certify-critic.mjs", import.meta.url));
const script = fileURLToPath(new URL("numpy/symbol_svd.py", import.meta.url));

const critics = /** @type {const} */ ([
  ["table 3, full width, 32 x 32 x 3", 1, 3],
  ["table 3, half width, 32 x 32 x 3", 0.5, 3],
  ["MNIST critic of the main job (quarter width, 32 x 32 x 1)", 0.25, 1],
]);

console.log("certificates, one core, each in a process of its own");
for (const [name, width, channels] of critics) {
  const args = [String(width), String(channels)];
  const runs = Array.from({ length: repeats }, () => JSON.parse(run(process.execPath, [child, ...args])));
  const seconds = median(runs.map((one) => one.seconds));
  const [first] = runs;
  console.log(`  ${name}`);
  console.log(
    `    certify ${seconds.toFixed(2)} s (bounds ${median(runs.map((one) => one.boundsSeconds)).toFixed(2)} s), check ${median(runs.map((one) => one.checkSeconds)).toFixed(2)} s, peak ${(first.peakBytes / 2 ** 20).toFixed(0)} MiB`,
  );
  console.log(
    `    [${first.lower.toPrecision(6)}, ${first.upper.toPrecision(6)}], product of the layers' uppers ${first.product.toPrecision(6)}`,
  );
  try {
    const numpy = JSON.parse(
      run("/usr/bin/python3", [script, ...args], { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" }),
    );
    console.log(
      `    numpy ${numpy.version}: SVD of the same symbols ${numpy.seconds.toFixed(2)} s; bounds in ${(median(runs.map((one) => one.boundsSeconds)) / numpy.seconds).toFixed(2)} x of that time`,
    );
  } catch (error) {
    console.log(`    numpy skipped: /usr/bin/python3 could not run it (${String(error).split("\n")[0]})`);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
function run(command, args, env = {}) {
  return execFileSync(command, args, { encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
}
