// @ts-check
// Speed of a convolution's two gradients beside the convolution itself, on WASM, with one thread and with two.
// Shapes: the CNN pair of table 3 of the SN-GAN paper (32×32, half width), batch 64. A transposed convolution of
// the generator is measured as the convolution whose input gradient it is.
//
//   npm run build && node benchmarks/conv-gradients.mjs [--rounds N] [--threads N,M]
//
// Prints medians over the rounds, in GFLOP/s; a multiplication and an addition count as two, also those with the
// padding's zeros. Forward keeps one filter, as evaluation does; the gradients see new values in every round.
import { parseArgs } from "node:util";
import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";

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

const { values: args } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, threads: { type: "string", default: "1,2" } },
});
const rounds = Number(args.rounds);
const threadCounts = args.threads.split(",").map(Number);

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** @param {() => tf.Tensor | tf.Tensor[]} run */
function milliseconds(run) {
  const start = performance.now();
  const result = run();
  const elapsed = performance.now() - start;
  tf.dispose(result);
  return elapsed;
}

/**
 * @param {Shape} shape
 * @returns {{ gflop: number, forward: number, filter: number, input: number }} milliseconds of each
 */
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
  for (let round = -2; round < rounds; round += 1) {
    for (const name of /** @type {const} */ (["forward", "filter", "input"])) {
      const time = milliseconds(run[name]);
      if (round >= 0) times[name].push(time);
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

/** @param {readonly (string | number)[]} cells */
function row(cells) {
  return cells.map((cell, i) => String(cell).padStart(i === 0 ? 26 : 9)).join("");
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

/** @type {Map<number, ReturnType<typeof measure>>} */
const totals = new Map();
for (const threads of threadCounts) {
  // oxlint-disable-next-line no-await-in-loop -- one backend at a time, or they would share the cores
  const backend = await startBackend("wasm", { threads });
  print(`${backend.reason}; ${backend.threads} thread(s), batch ${BATCH}, ${rounds} rounds, GFLOP/s`);
  print(row(["shape", "forward", "filter", "/forward", "input", "/forward"]));
  const total = { gflop: 0, forward: 0, filter: 0, input: 0 };
  /** @param {string} name @param {typeof total} times */
  const report = (name, { gflop, forward, filter, input }) => {
    /** @param {number} ms */
    const speed = (ms) => ((1000 * gflop) / ms).toFixed(1);
    /** @param {number} ms */
    const ratio = (ms) => `${((100 * forward) / ms).toFixed(0)} %`;
    print(row([name, speed(forward), speed(filter), ratio(filter), speed(input), ratio(input)]));
  };
  for (const shape of SHAPES) {
    const times = measure(shape);
    for (const key of /** @type {const} */ (["gflop", "forward", "filter", "input"])) total[key] += times[key];
    report(
      `${shape.name} ${shape.size}² ${shape.inChannels}→${shape.outChannels} ${shape.kernel}×${shape.kernel}/${shape.stride}`,
      times,
    );
  }
  report("all, flops over time", total);
  totals.set(threads, total);
  // oxlint-disable-next-line no-await-in-loop -- as above
  await backend.stop();
}

const [first, second] = threadCounts;
const one = totals.get(first ?? 0);
const more = totals.get(second ?? 0);
if (one !== undefined && more !== undefined) {
  print(`${second} threads over ${first}:`);
  for (const key of /** @type {const} */ (["forward", "filter", "input"])) {
    print(row([key, `${(one[key] / more[key]).toFixed(2)} ×`]));
  }
}
