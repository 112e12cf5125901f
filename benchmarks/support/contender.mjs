// @ts-check
// Processes that take turns in one comparison.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Contender
 * @property {string} plan - what it was called when it was planned
 * @property {string} label - what it says that it is, such as "native (oneDNN 2.6.3, 2 threads)"
 * @property {Record<string, unknown>} about - what it says of itself
 * @property {(rounds: number) => Promise<any[]>} run
 * @property {() => void} close
 */
/** @typedef {{ plan: string, reason: string }} Absent - one that cannot take part */
/** @typedef {{ name: string, command: string, args: readonly string[], env?: Record<string, string> }} Plan */

const stepWorker = fileURLToPath(new URL("step-worker.mjs", import.meta.url));
const torchWorker = fileURLToPath(new URL("../torch/step_worker.py", import.meta.url));

/** Threads that spin after their work would disturb whoever has the next turn. */
const PAUSE_MS = 30;

/**
 * A process of this package.
 *
 * @param {{ backend: string, threads?: number, constraints: readonly string[], nCritic: number, profile?: boolean }} options
 * @returns {Plan}
 */
export function ours(options) {
  const { backend, threads } = options;
  const name = threads === undefined ? backend : `${backend}, ${threadsText(threads)}`;
  return { name, command: process.execPath, args: [stepWorker, JSON.stringify(options)] };
}

/** Interpreters that may have PyTorch: the system's, and the one that `TORCH_PYTHON` names. @returns {string[]} */
export function pythons() {
  return ["/usr/bin/python3", process.env["TORCH_PYTHON"] ?? ""].filter((path) => path !== "");
}

/**
 * PyTorch of Debian's python3-torch, and that of the interpreter `TORCH_PYTHON` names, with one thread and with all, in both memory
 * layouts; with all threads also with threads that sleep while they wait, as ours do.
 *
 * @param {number} cores
 * @param {{ constraints: readonly string[], nCritic: number }} options
 * @returns {Plan[]}
 */
export function pyTorches(cores, options) {
  const threadCounts = cores === 1 ? [1] : [1, cores];
  const layouts = /** @type {const} */ (["channels first", "channels last"]);
  return pythons().flatMap((command, i) => {
    const name = i === 0 ? "PyTorch" : "PyTorch of TORCH_PYTHON";
    return threadCounts.flatMap((threads) =>
      layouts.flatMap((layout) => {
        const waits = threads === 1 ? [{}] : [{}, { OMP_WAIT_POLICY: "passive" }];
        return waits.map((env) => ({
          name: `${name}, ${threadsText(threads)}, ${layout}${"OMP_WAIT_POLICY" in env ? ", passive waiting" : ""}`,
          command,
          args: [torchWorker, JSON.stringify({ threads, layout, ...options })],
          env,
        }));
      }),
    );
  });
}

/** @param {number} threads */
function threadsText(threads) {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}

/**
 * Starts a process and waits for its first line.
 *
 * @param {Plan} plan
 * @returns {Promise<Contender | Absent>}
 */
export async function open({ name, command, args, env = {} }) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  child.stderr.on("data", (text) => (said = (said + String(text)).slice(-2000)));
  const failed = new Promise((resolve) => child.once("error", (error) => resolve(error.message)));
  const ended = new Promise((resolve) => child.once("close", () => resolve(undefined)));
  child.stdin.on("error", () => {}); // told by the missing answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const failure = failed.then((message) => ({ done: true, value: message }));
    const { done, value } = await Promise.race([lines.next(), failure]);
    if (done !== true) return JSON.parse(value);
    await Promise.race([ended, failed]);
    throw new Error(String(value ?? said.trim().split("\n").at(-1) ?? "ended without a word"));
  };
  try {
    const about = await next();
    if (typeof about.reason === "string") return { plan: name, reason: about.reason };
    return {
      plan: name,
      label: about.runs,
      about,
      run: async (rounds) => {
        child.stdin.write(`${rounds}\n`);
        return (await next()).rounds;
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    child.kill();
    return { plan: name, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Lets processes take turns, A B C A B C, so that whatever else the machine does hits all alike.
 *
 * @param {readonly { plan: Plan, rounds: number }[]} entries - with the rounds of one turn
 * @param {{ turns: number, warmUp: number }} options - turns that count, and rounds before them that do not
 * @returns {Promise<{ runs: (Pick<Contender, "plan" | "label" | "about"> & { rounds: any[] })[], absent: Absent[] }>}
 */
export async function takeTurns(entries, { turns, warmUp }) {
  /** @type {{ contender: Contender, rounds: number, measured: any[] }[]} */
  const present = [];
  /** @type {Absent[]} */
  const absent = [];
  for (const { plan, rounds } of entries) {
    const opened = await open(plan);
    if ("reason" in opened) absent.push(opened);
    else present.push({ contender: opened, rounds, measured: [] });
  }
  const failed = new Set();
  const turnOf = async (/** @type {(typeof present)[number]} */ entry, /** @type {number} */ rounds) => {
    if (failed.has(entry)) return [];
    await pause(PAUSE_MS);
    try {
      return await entry.contender.run(rounds);
    } catch (error) {
      failed.add(entry);
      absent.push({
        plan: entry.contender.plan,
        reason: `ended in the middle (${error instanceof Error ? error.message : String(error)})`,
      });
      return [];
    }
  };
  try {
    for (const entry of present) await turnOf(entry, warmUp);
    for (let turn = 0; turn < turns; turn++) {
      for (const entry of present) entry.measured.push(...(await turnOf(entry, entry.rounds)));
    }
  } finally {
    for (const { contender } of present) contender.close();
  }
  const whole = present.filter((entry) => !failed.has(entry));
  const runs = whole.map(({ contender, measured }) => {
    const { plan, label, about } = contender;
    return { plan, label, about, rounds: measured };
  });
  return { runs, absent };
}
