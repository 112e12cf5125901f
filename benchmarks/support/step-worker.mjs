// @ts-check
// Trains table 3 at half width on one backend, a round whenever it is told to, so that several such processes can take
// turns. Usage: node step-worker.mjs '{ "backend", "threads"?, "constraints", "nCritic", "profile"? }'; then a line with a number
// of rounds on stdin, a line of JSON on stdout for each. A round is one step under each constraint. The first line tells what
// runs, or why it does not.
import { createInterface } from "node:readline";
import { startBackend } from "@lipschitz-gan/backend";
import { timeKernels } from "./kernel-times.mjs";
import { table3Trainer } from "./table-3.mjs";

/** Adapters without a processor behind them; a step takes minutes on one, and says nothing about a GPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/iu;

/**
 * @type {{ backend: import("@lipschitz-gan/backend").BackendName, threads?: number, nCritic: number, profile?: boolean,
 *   constraints: (keyof typeof import("./table-3.mjs").constraints)[] }}
 */
const { backend: name, threads, constraints, nCritic, profile = false } = JSON.parse(process.argv[2] ?? "{}");

/** @param {unknown} message */
const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const backend = await started();
const clock = profile ? timeKernels(name, "wasm") : undefined;
const trainers = constraints.map((constraint) => ({ constraint, trainer: table3Trainer(constraint, nCritic) }));
const { reason, device } = backend;
send({ runs: reason.slice(0, reason.indexOf(": ")), threads: backend.threads, device });

let turn = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const rounds = [];
  for (let i = 0; i < Number(line); i++) rounds.push(await round());
  send({ rounds });
}
await backend.stop();

/** One step under each constraint, each round begins with another one. @returns times in milliseconds, by constraint */
async function round() {
  const first = turn++ % trainers.length;
  const times = [];
  for (const { constraint, trainer } of [...trainers.slice(first), ...trainers.slice(0, first)]) {
    clock?.read();
    for await (const { criticMs, generatorMs, stepMs } of trainer.steps(trainer.step + 1)) {
      const kernels = clock && { kernels: Object.fromEntries(clock.read()) };
      times.push([constraint, { critic: criticMs / nCritic, generator: generatorMs, whole: stepMs, ...kernels }]);
    }
  }
  return Object.fromEntries(times);
}

async function started() {
  try {
    const running = await startBackend(name, threads === undefined ? {} : { threads });
    if (!SOFTWARE.test(running.device ?? "")) return running;
    send({ reason: `the adapter "${running.device}" is software` });
  } catch (error) {
    send({ reason: error instanceof Error ? error.message.split("\n")[0] : String(error) });
  }
  return process.exit(0);
}
