// @ts-check
// What each constraint adds to an update of the critic: table 3 at half width under each constraint and under none, turn about
// in one process, on every backend of this machine and in PyTorch.
// Usage: node benchmarks/critic-step.mjs [--turns N] [--quick] [--out DIR]
import { availableParallelism } from "node:os";
import { ours, pyTorches, takeTurns } from "./support/contender.mjs";
import { describeMachine } from "./support/machine.mjs";
import { leftOut, readOptions, writeReport } from "./support/report.mjs";
import { median, medianInterval } from "./support/statistics.mjs";

const { turns, out } = readOptions({ turns: { full: 5, quick: 1 } });
const constraints = [
  "none",
  "spectral-norm",
  "weight-clipping",
  "weight-norm",
  "gradient-penalty",
  "spectral-norm, operator",
];
// Two updates of the critic for one of the generator, which is not what is measured.
const options = { constraints, nCritic: 2 };
const cores = availableParallelism();
const threadCounts = cores === 1 ? [1] : [1, cores];

const machine = describeMachine();
// The slow ones get fewer rounds a turn, so that all are at it for about as long.
const entries = [
  ...threadCounts.map((threads) => ({
    plan: ours({ backend: "native", threads, ...options }),
    rounds: 8,
  })),
  { plan: ours({ backend: "wasm", threads: cores, ...options }), rounds: 1 },
  ...["webgpu", "node-gpu", "node"].map((backend) => ({ plan: ours({ backend, ...options }), rounds: 2 })),
  ...pyTorches(cores, options)
    .filter(({ name }) => !name.includes("passive") && !name.includes("channels last"))
    .map((plan) => ({ plan, rounds: 1 })),
];
const { runs, absent } = await takeTurns(entries, { turns, warmUp: 1 });
const measured = runs.map(({ plan, label, about, rounds }) => ({ plan, label, about, costs: costsOf(rounds) }));

writeReport({
  name: "critic-step",
  title: "What a constraint adds to an update of the critic: table 3 at half width, 32 × 32 × 1, batch 64",
  machine,
  table: [
    ["runs on", ...constraints],
    ...measured.map(({ label, costs: { none, added } }) => [
      label,
      `${none.toFixed(0)} ms`,
      ...constraints.slice(1).map((constraint) => cell(added[constraint])),
    ]),
  ],
  notes: [
    `Time of an update under no constraint, and what each constraint adds to it: the median of pairs with and without, and in brackets an interval that holds it with a probability of 95 % (the range of all pairs where they are fewer than six). Pairs: ${measured.map(({ label, costs: { pairs } }) => `${pairs} on ${label}`).join(", ")}.`,
    ...leftOut(absent),
  ],
  data: { measured, absent },
  out,
});

/**
 * @typedef {{ percent: number, low: number, high: number }} Added
 * @param {readonly Record<string, { critic: number }>[]} rounds
 */
function costsOf(rounds) {
  /** @type {Record<string, Added>} */
  const added = {};
  const plain = rounds.map((round) => round["none"]?.critic ?? Number.NaN);
  for (const constraint of constraints.slice(1)) {
    if (rounds[0]?.[constraint] === undefined) continue;
    const percents = rounds.map((round, i) => 100 * ((round[constraint]?.critic ?? Number.NaN) / (plain[i] ?? 1) - 1));
    const [low, high] = medianInterval(percents);
    added[constraint] = { percent: median(percents), low, high };
  }
  return { none: median(plain), pairs: rounds.length, added };
}

/** @param {Added | undefined} added */
function cell(added) {
  if (added === undefined) return "";
  const { percent, low, high } = added;
  return `${signed(percent)} % (${signed(low)} … ${signed(high)})`;
}

/** @param {number} value */
function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}
