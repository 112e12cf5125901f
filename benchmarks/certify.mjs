// @ts-check
// Certificates of the paper's critics: time on one core and peak memory, beside numpy's SVD of the same operators in float64.
// They are plain TypeScript in float64, and take the same time whatever backend trained the critic.
// Usage: node benchmarks/certify.mjs [--repeats N] [--quick] [--out DIR]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describeMachine } from "./support/machine.mjs";
import { readOptions, writeReport } from "./support/report.mjs";
import { median } from "./support/statistics.mjs";

const { repeats, out, isQuick } = readOptions({ repeats: { full: 3, quick: 1 } });
const child = fileURLToPath(new URL("support/certify-critic.mjs", import.meta.url));
const script = fileURLToPath(new URL("numpy/symbol_svd.py", import.meta.url));

const critics = /** @type {const} */ ([
  ["table 3, full width, 32 × 32 × 3", 1, 3],
  ["table 3, half width, 32 × 32 × 3", 0.5, 3],
  ["MNIST critic of the main job (quarter width, 32 × 32 × 1)", 0.25, 1],
]);

const machine = describeMachine();
const measured = (isQuick ? critics.slice(2) : critics).map(([name, width, channels]) => {
  const args = [String(width), String(channels)];
  /** @type {{ seconds: number, boundsSeconds: number, checkSeconds: number, lower: number, upper: number, peakBytes: number }[]} */
  const runs = [];
  /** @type {({ version: string, seconds: number } | { reason: string })[]} */
  const others = [];
  for (let i = 0; i < repeats; i++) {
    runs.push(JSON.parse(run(process.execPath, [child, ...args])));
    others.push(numpy(args));
  }
  return { name, runs, numpy: others };
});

writeReport({
  name: "certify",
  title: "Certificates of the paper's critics, one core, each in a process of its own",
  machine,
  table: [
    ["critic", "certify", "its bounds", "check", "peak memory", "lower", "upper", "numpy's SVD", "bounds to SVD"],
    ...measured.map(({ name, runs, numpy: others }) => {
      const middle = (/** @type {(one: (typeof runs)[number]) => number} */ of) => median(runs.map(of));
      const svd = median(others.flatMap((one) => ("seconds" in one ? [one.seconds] : [])));
      const ratios = runs.flatMap(({ boundsSeconds }, i) => {
        const other = others[i];
        return other !== undefined && "seconds" in other ? [boundsSeconds / other.seconds] : [];
      });
      return [
        name,
        `${middle((one) => one.seconds).toFixed(2)} s`,
        `${middle((one) => one.boundsSeconds).toFixed(2)} s`,
        `${middle((one) => one.checkSeconds).toFixed(2)} s`,
        `${(middle((one) => one.peakBytes) / 2 ** 20).toFixed(0)} MiB`,
        middle((one) => one.lower).toPrecision(6),
        middle((one) => one.upper).toPrecision(6),
        ...(ratios.length > 0 ? [`${svd.toFixed(2)} s`, median(ratios).toFixed(2)] : ["", ""]),
      ];
    }),
  ],
  notes: [`Medians of ${repeats} runs, ours and numpy's in turn. The backend has no part in them.`, ...numpyNotes()],
  data: measured,
  out,
});

/** What numpy's singular value decomposition of the same symbols takes. @param {readonly string[]} args */
function numpy(args) {
  try {
    const { version, seconds } = JSON.parse(
      run("/usr/bin/python3", [script, ...args], { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" }),
    );
    return { version: String(version), seconds: Number(seconds) };
  } catch (error) {
    return { reason: `/usr/bin/python3 could not run it (${String(error).split("\n")[0]})` };
  }
}

/** @returns {string[]} */
function numpyNotes() {
  const [first] = measured[0]?.numpy ?? [];
  if (first === undefined) return [];
  return [
    "reason" in first
      ? `Left out: numpy: ${first.reason}.`
      : `numpy ${first.version}: the largest singular value of each of the same symbols, with no proof.`,
  ];
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
function run(command, args, env = {}) {
  const options = { encoding: /** @type {const} */ ("utf8"), maxBuffer: 2 ** 26 };
  return execFileSync(command, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}
