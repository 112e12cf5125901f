// @ts-check
// A whole training step (critic + generator) of table 3 at half width on every backend of this machine, beside the same step
// in PyTorch; and how much of it on "native" is convolutions and products.
// Usage: node benchmarks/whole-step.mjs [--turns N] [--quick] [--out DIR]
import { availableParallelism } from "node:os";
import { open, ours, pyTorches, takeTurns } from "./support/contender.mjs";
import { describeMachine } from "./support/machine.mjs";
import { leftOut, readOptions, writeReport } from "./support/report.mjs";
import { median, medianInterval } from "./support/statistics.mjs";

const { turns, out } = readOptions({ turns: { full: 15, quick: 1 } });
const constraint = "spectral-norm";
const options = { constraints: [constraint], nCritic: 1 };
const cores = availableParallelism();
const threadCounts = cores === 1 ? [1] : [1, cores];
/** The convolutions and matrix products of TensorFlow.js with their gradients, fused or not. */
const HEAVY = /Conv2D|MatMul/u;

const machine = describeMachine();
const plans = [
  ...["native", "wasm"].flatMap((backend) => threadCounts.map((threads) => ours({ backend, threads, ...options }))),
  ...["webgpu", "node-gpu", "node"].map((backend) => ours({ backend, ...options })),
  ...pyTorches(cores, options),
];
const { runs, absent } = await takeTurns(
  plans.map((plan) => ({ plan, rounds: 1 })),
  { turns, warmUp: 2 },
);
const measured = runs.map(({ plan, label, about, rounds }) => {
  const times = (/** @type {"critic" | "generator" | "whole"} */ part) => rounds.map((one) => one[constraint][part]);
  return { plan, label, about, critic: times("critic"), generator: times("generator"), whole: times("whole") };
});
const torches = measured.filter(({ plan }) => plan.startsWith("PyTorch,"));
const torch = fastest(torches);
const torchAsItComes = fastest(torches.filter(({ plan }) => plan.endsWith("channels first")));
const wasm = measured.findLast(({ plan }) => plan.startsWith("wasm"));
const native = fastest(measured.filter(({ plan }) => plan.startsWith("native")));

writeReport({
  name: "whole-step",
  title: "Whole step: table 3 at half width, 32 × 32 × 1, batch 64, hinge, Adam, spectral norm",
  machine,
  table: [
    [
      "runs on",
      "critic",
      "generator",
      "whole step",
      "95 % of its median",
      `to ${torch?.label ?? "PyTorch"}`,
      `to ${wasm?.label ?? "wasm"}`,
    ],
    ...measured.map(({ label, critic, generator, whole }) => [
      label,
      milliseconds(median(critic)),
      milliseconds(median(generator)),
      milliseconds(median(whole)),
      medianInterval(whole).map(milliseconds).join(" – "),
      against(whole, torch),
      against(whole, wasm),
    ]),
  ],
  notes: [
    `Medians of ${turns} steps that all contenders took in turn. A ratio is the median over the turns; below 1 is faster. Compared with are the fastest line of the system's PyTorch, and wasm with all threads.`,
    ...asItComes(),
    ...(await shareOfKernels()),
    ...leftOut(absent),
  ],
  data: { measured, absent },
  out,
});

/**
 * @template {{ whole: number[] }} T
 * @param {readonly T[]} contenders
 */
function fastest(contenders) {
  return contenders.toSorted((a, b) => median(a.whole) - median(b.whole))[0];
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(0)} ms`;
}

/** @param {number[]} whole @param {{ whole: number[] } | undefined} reference */
function against(whole, reference) {
  if (reference === undefined) return "";
  return median(whole.map((time, turn) => time / (reference.whole[turn] ?? Number.NaN))).toFixed(2);
}

/** Against PyTorch with nothing set but the number of threads. @returns {string[]} */
function asItComes() {
  if (torchAsItComes === undefined || native === undefined) return [];
  return [
    `Against PyTorch as it comes, at its better number of threads (${torchAsItComes.label}), ${native.label} takes ${against(native.whole, torchAsItComes)} ×.`,
  ];
}

/** What the step on "native" is made of, in a process of its own with a clock around every kernel. */
async function shareOfKernels() {
  if (native === undefined) return [];
  const threads = Number(native.about["threads"]);
  const worker = await open(ours({ backend: "native", threads, profile: true, ...options }));
  if ("reason" in worker) return [`The kernels' times could not be read: ${worker.reason}.`];
  await worker.run(2);
  const rounds = (await worker.run(Math.max(3, Math.ceil(turns / 2)))).map((one) => one[constraint]);
  worker.close();
  const part = (/** @type {(name: string, isOwn: boolean) => boolean} */ isCounted) =>
    median(
      rounds.map(({ kernels }) =>
        Object.entries(kernels).reduce((sum, [name, { ms, isOwn }]) => sum + (isCounted(name, isOwn) ? ms : 0), 0),
      ),
    );
  const whole = median(rounds.map((one) => one.whole));
  const heavy = part((name) => HEAVY.test(name));
  const own = part((_, isOwn) => isOwn);
  const all = part(() => true);
  return [
    `On ${native.label} convolutions and products take ${milliseconds(heavy)} of ${milliseconds(whole)}: the step is within ${(whole / heavy).toFixed(2)} × of their sum, and within ${(whole / own).toFixed(2)} × of the ${milliseconds(own)} of all kernels that oneDNN has a part in. Other kernels take ${milliseconds(all - own)}, what is around kernels ${milliseconds(whole - all)}.`,
  ];
}
