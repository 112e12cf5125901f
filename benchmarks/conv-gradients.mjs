// @ts-check
// Speed of a convolution's two gradients beside the convolution itself, on native and on WASM, with one thread and with all.
// Shapes: the CNN pair of table 3 of the SN-GAN paper (32×32, half width), batch 64. A transposed convolution of
// the generator is measured as the convolution whose input gradient it is. GFLOP/s; a multiplication and an addition
// count as two, also those with the padding's zeros. Forward keeps one filter, as evaluation does; the gradients see
// new values in every round.
// Usage: node benchmarks/conv-gradients.mjs [--rounds N] [--quick] [--out DIR]
import { availableParallelism } from "node:os";
import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { describeMachine } from "./support/machine.mjs";
import { leftOut, readOptions, writeReport } from "./support/report.mjs";
import { median } from "./support/statistics.mjs";

const BATCH = 64;

/** @typedef {{ name: string, size: number, inChannels: number, outChannels: number, kernel: number, stride: number }} Shape */

/** @type {Shape[]} */
const SHAPES = [
  { name: "D1", size: 32, inChannels: 3, outChannels: 32, kernel: 3, stride: 1 },
  { name: "D2", size: 32, inChannels: 32, outChannels: 32, kernel: 4, stride: 2 },
  { name: "D3", size: 16, inChannels: 32, outChannels: 64, kernel: 3, stride: 1 },
  { name: "D4", size: 16, inChannels: 64, outChannels: 64, kernel: 4, stride: 2 },
  { name: "D5", size: 8, inChannels: 64, outChannels: 128, kernel: 3, stride: 1 },
  { name: "D6", size: 8, inChannels: 128, outChannels: 128, kernel: 4, stride: 2 },
  { name: "D7", size: 4, inChannels: 128, outChannels: 256, kernel: 3, stride: 1 },
  { name: "G1", size: 8, inChannels: 128, outChannels: 256, kernel: 4, stride: 2 },
  { name: "G2", size: 16, inChannels: 64, outChannels: 128, kernel: 4, stride: 2 },
  { name: "G3", size: 32, inChannels: 32, outChannels: 64, kernel: 4, stride: 2 },
  { name: "G4", size: 32, inChannels: 32, outChannels: 3, kernel: 3, stride: 1 },
];

const PARTS = /** @type {const} */ (["forward", "filter", "input"]);

const { rounds, out } = readOptions({ rounds: { full: 9, quick: 1 } });
const cores = availableParallelism();
const threadCounts = cores === 1 ? [1] : [1, cores];
const machine = describeMachine();
/** @type {import("./support/contender.mjs").Absent[]} */
const absent = [];
const measured = [];
for (const name of /** @type {const} */ (["native", "wasm"])) {
  for (const threads of threadCounts) {
    // One backend at a time, or they would share the cores.
    const backend = await started(name, threads);
    if (backend === undefined) continue;
    const label = backend.reason.slice(0, backend.reason.indexOf(": "));
    measured.push({ label, shapes: SHAPES.map((shape) => ({ name: describe(shape), ...measure(shape) })) });
    await backend.stop();
  }
}

writeReport({
  name: "conv-gradients",
  title: `A convolution and its gradients, batch ${BATCH}: GFLOP/s forward · filter gradient · input gradient`,
  machine,
  table: [
    ["layer", ...measured.map(({ label }) => label)],
    ...SHAPES.map((shape, i) =>
      [describe(shape)].concat(measured.map(({ shapes }) => speeds(shapes[i] === undefined ? [] : [shapes[i]]))),
    ),
    ["all, operations over time", ...measured.map(({ shapes }) => speeds(shapes))],
  ],
  notes: [`Medians of ${rounds} rounds.`, ...leftOut(absent)],
  data: { measured, absent },
  out,
});

/** @typedef {{ gflop: number, forward: number, filter: number, input: number }} Times - milliseconds of each */

/** @param {Shape} shape @returns {Times} */
function measure({ size, inChannels, outChannels, kernel, stride }) {
  const outSize = Math.ceil(size / stride);
  const inputShape = [BATCH, size, size, inChannels];
  const filterShape = [kernel, kernel, inChannels, outChannels];
  const x = tf.randomNormal(inputShape);
  const filter = tf.randomNormal(filterShape);
  const dy = tf.randomNormal([BATCH, outSize, outSize, outChannels]);
  const attrs = { strides: [stride, stride], pad: "same", dataFormat: "NHWC", dilations: [1, 1] };
  const engine = tf.engine();
  const run = {
    forward: () => engine.runKernel("Conv2D", { x, filter }, attrs),
    filter: () => engine.runKernel("Conv2DBackpropFilter", { x, dy }, { ...attrs, filterShape }),
    input: () => engine.runKernel("Conv2DBackpropInput", { dy, filter }, { ...attrs, inputShape }),
  };
  /** @type {Record<keyof typeof run, number[]>} */
  const times = { forward: [], filter: [], input: [] };
  for (let round = -2; round < rounds; round++) {
    for (const part of PARTS) {
      const time = milliseconds(run[part]);
      if (round >= 0) times[part].push(time);
    }
  }
  tf.dispose([x, filter, dy]);
  return {
    gflop: (2 * BATCH * outSize ** 2 * kernel ** 2 * inChannels * outChannels) / 1e9,
    forward: median(times.forward),
    filter: median(times.filter),
    input: median(times.input),
  };
}

/** @param {() => tf.Tensor | tf.Tensor[]} run */
function milliseconds(run) {
  const start = performance.now();
  const result = run();
  const elapsed = performance.now() - start;
  tf.dispose(result);
  return elapsed;
}

/** @param {readonly Times[]} shapes */
function speeds(shapes) {
  const sum = (/** @type {keyof Times} */ part) => shapes.reduce((total, times) => total + times[part], 0);
  return PARTS.map((part) => ((1000 * sum("gflop")) / sum(part)).toFixed(0)).join(" · ");
}

/** @param {Shape} shape */
function describe({ name, size, inChannels, outChannels, kernel, stride }) {
  return `${name} ${size}² ${inChannels}→${outChannels} ${kernel}×${kernel}/${stride}`;
}

/** @param {"native" | "wasm"} name @param {number} threads */
async function started(name, threads) {
  try {
    return await startBackend(name, { threads });
  } catch (error) {
    absent.push({ plan: name, reason: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) });
    return undefined;
  }
}
