// @ts-check
// Many steps on "native", each of another shape: whether tensors, handles of oneDNN or memory are lost, whether garbage
// collection at random points breaks something, and whether what is linear agrees with WASM.
// Usage: node --expose-gc benchmarks/native-endurance.mjs [--steps 10000] [--threads 1] [--seed N] [--json]
import { parseArgs } from "node:util";
import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { allocatedBytes } from "./support/allocated-bytes.mjs";
import { countHandles } from "./support/count-handles.mjs";
import { randomNumbers } from "./support/random-numbers.mjs";
import { slope } from "./support/statistics.mjs";
import { workloads } from "./support/random-workloads.mjs";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "10000" },
    threads: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    json: { type: "boolean", default: false },
  },
});
const [steps, threads, seed] = [Number(values.steps), Number(values.threads), Number(values.seed)];
const collect = globalThis.gc;
if (collect === undefined) throw new Error("native-endurance: run node with --expose-gc");
/** @param {string} line */
const tell = (line) => void process.stderr.write(`${line}\n`);

const allocated = allocatedBytes();
const random = randomNumbers(seed);
const points = randomNumbers(seed + 1);
let collections = 0;
const collectNow = () => {
  collections += 1;
  collect();
};
// Before some calls of the library: when addresses are set, and results are on their way.
const handles = countHandles(() => points.chance(1 / 2000) && collectNow());

const backend = await startBackend("native", { threads });
tell(`${backend.reason}; seed ${seed}`);
/** Kept throughout, and looked at again at the end. */
const kept = tf.tensor(Float32Array.from({ length: 4096 }, (_, i) => i));
const heap = /** @type {{ numDataIds(): number }} */ (/** @type {unknown} */ (tf.backend()));
const start = { tensors: tf.memory().numTensors, buffers: heap.numDataIds(), handles: handles.alive() };

/** @type {Record<string, number>} */
const done = {};
/** @type {{ step: number, resident: number, bytes: number, made: number }[]} */
const samples = [];
let mostPrimitives = 0;
let worst = 0;
const every = Math.max(1, Math.round(steps / 100));
const began = performance.now();
for (let step = 1; step <= steps; step++) {
  const { name, run } = random.one(workloads);
  done[name] = (done[name] ?? 0) + 1;
  worst = Math.max(worst, await run(random));
  if (points.chance(0.05)) collectNow();
  mostPrimitives = Math.max(mostPrimitives, handles.alive()["primitive"] ?? 0);
  const lost = tf.memory().numTensors - start.tensors || heap.numDataIds() - start.buffers;
  if (lost !== 0) throw new Error(`native-endurance: ${name} lost ${lost} tensor(s) at step ${step}, seed ${seed}`);
  if (step % every === 0) {
    collectNow();
    const sample = {
      step,
      resident: process.memoryUsage.rss(),
      bytes: allocated?.() ?? Number.NaN,
      made: handles.made()["primitive"] ?? 0,
    };
    samples.push(sample);
    const [resident, bytes] = [sample.resident, sample.bytes].map((size) => (size / 2 ** 20).toFixed(0));
    if (step % (10 * every) === 0) {
      tell(`step ${step}: ${resident} MiB, ${bytes} MiB of them allocated; ${sample.made} primitives made`);
    }
  }
}
const seconds = (performance.now() - began) / 1000;
if ((await kept.data()).some((value, i) => value !== i)) throw new Error("native-endurance: a kept tensor has changed");
const { primitive: _inUse, memory: _theirs, ...between } = handles.alive();
kept.dispose();
await backend.stop();
collectNow();

// The caches, of this project and of oneDNN, are full after a while; what grows then is lost.
const settled = samples.slice(samples.length >> 1);
const bytesPerStep = slope(settled.map(({ step, bytes }) => [step, bytes]));
const first = settled[0] ?? { step: 0, made: 0 };
const last = settled.at(-1) ?? first;
const primitivesPerStep = (last.made - first.made) / Math.max(1, last.step - first.step);
// A primitive takes some kilobytes, its description alone one to six: if one in ten were not freed, this would be seen.
const allowed = (primitivesPerStep * 4096) / 10;
const result = {
  steps,
  threads,
  seed,
  seconds,
  backend: backend.reason,
  workloads: done,
  collections,
  handlesMade: handles.made(),
  betweenSteps: between,
  mostPrimitives,
  aliveAtTheEnd: handles.alive(),
  wronglyFreed: handles.wronglyFreed(),
  worstOfAllowed: worst,
  residentMiB: samples.map(({ resident }) => Math.round(resident / 2 ** 20)),
  allocatedMiB: samples.map(({ bytes }) => Math.round(bytes / 2 ** 20)),
  growth: { bytesPerStep, allowed, primitivesPerStep },
};
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
// In fewer steps the noise is larger: what is allocated follows what happens to be in the caches.
const SETTLED = 10_000;
// oneDNN keeps some code of convolutions of every shape for good in 3.0 to 3.3, without end on random shapes and hardly any in
// a training: https://github.com/uxlfoundation/oneDNN/pull/1757, where a fix of December 2023 is named.
const keepsCode = /oneDNN 3\.[0-3]\./u.test(backend.reason);
if (steps >= SETTLED && bytesPerStep > allowed && !keepsCode) {
  throw new Error(`native-endurance: ${bytesPerStep} bytes more are allocated a step, allowed are ${allowed}`);
}
