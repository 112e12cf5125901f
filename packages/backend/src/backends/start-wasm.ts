import { BackendWasm, getThreadsCount, setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { isNode } from "../internal/is-node.ts";
import { messageOf } from "../internal/message-of.ts";
import { createWasmBackend } from "../wasm-threads/create-wasm-backend.ts";
import { refuseWhenFull } from "../wasm-threads/refuse-when-full.ts";
import {
  MAX_THREADS,
  startSingleModule,
  startThreadedModule,
  type StartedModule,
} from "../wasm-threads/start-wasm-module.ts";
import { registerWasmTrainingKernels } from "../wasm-kernels/register-wasm-training-kernels.ts";
import { BackendError } from "./backend-error.ts";
import type { RunningBackend } from "./running-backend.ts";

/**
 * @internal
 */
export interface WasmOptions {
  /** Threads asked for; all cores if undefined. */
  readonly threads?: number | undefined;
  readonly log: (line: string) => void;
  /** Whether "native" asks, for its memory and its small kernels. */
  readonly isForNative?: boolean;
  /** Starts worker threads; a test's may fail. */
  readonly startThreads?: (threads: number) => Promise<StartedModule>;
}

/** As TensorFlow.js registers it. */
const PRIORITY = 2;

interface Started {
  /** Asked for. */
  readonly threads: number;
  readonly terminate: () => Promise<void>;
  /** Whether nobody but "native" has asked for it. */
  isForNative: boolean;
}

/** The WASM backends made here. */
const started = new WeakMap<BackendWasm, Started>();

/** What is to be called before they end. */
const ends = new WeakMap<BackendWasm, () => void>();

/**
 * Starts the WASM backend, in Node with threads, and with the kernels that training needs.
 *
 * @internal
 */
export async function startWasm(options: WasmOptions): Promise<RunningBackend> {
  registerWasmTrainingKernels();
  if (isNode()) return startInNode(options);
  if (options.threads !== undefined) setThreadsCount(options.threads);
  if (!(await tf.setBackend("wasm"))) throw new BackendError('startBackend: "wasm" did not start; choose "cpu"');
  const backend = wasmInstance();
  if (backend !== undefined) refuseWhenFull(backend);
  return { threads: getThreadsCount(), detail: describe(getThreadsCount()), stop: async () => {} };
}

async function startInNode({
  threads,
  log,
  isForNative = false,
  startThreads = startThreadedModule,
}: WasmOptions): Promise<RunningBackend> {
  const wanted = threads ?? Math.min(MAX_THREADS, process.getBuiltinModule("node:os").availableParallelism());
  const old = wasmInstance();
  if (old !== undefined && (askedFor(old) === wanted || (threads === undefined && old.numDataIds() > 0))) {
    await tf.setBackend("wasm");
    if (!isForNative) keepForOthers(old);
    return describeRunning(old);
  }
  if (old !== undefined && old.numDataIds() > 0) {
    throw new BackendError(
      `startBackend: the WASM backend runs with ${getThreadsCount()} thread(s) and holds ${old.numDataIds()} tensor(s), ` +
        `which another number of threads (${wanted}) would lose; dispose them first, or choose the threads at the start`,
    );
  }
  const { backend, terminate } = await createBackend(wanted, log, startThreads);
  await removeWasm();
  started.set(backend, { threads: wanted, terminate, isForNative });
  tf.registerBackend("wasm", () => backend, PRIORITY);
  await tf.setBackend("wasm");
  return describeRunning(backend);
}

async function createBackend(
  wanted: number,
  log: (line: string) => void,
  startThreads: (threads: number) => Promise<StartedModule>,
): Promise<{ backend: BackendWasm; terminate: () => Promise<void> }> {
  const hasSimd = Boolean(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"));
  if (wanted > 1) {
    if (wanted > MAX_THREADS) log(`wasm: takes at most ${MAX_THREADS} threads, not ${wanted}`);
    try {
      if (!hasSimd) throw new Error("this processor has no WASM SIMD");
      const threads = Math.min(wanted, MAX_THREADS);
      return createWasmBackend(await startThreads(threads), threads);
    } catch (error) {
      log(`wasm: threads cannot start here (${messageOf(error)}); going on with one`);
    }
  }
  return createWasmBackend(await startSingleModule(hasSimd), 1);
}

/** One thread, as TensorFlow.js' own does it. */
async function startPlain(): Promise<BackendWasm> {
  return (await createBackend(1, () => {}, startThreadedModule)).backend;
}

/** The number of threads that a backend was started for; more than it runs, where they could not start. */
function askedFor(backend: BackendWasm): number {
  return started.get(backend)?.threads ?? getThreadsCount();
}

function keepForOthers(backend: BackendWasm): void {
  const own = started.get(backend);
  if (own !== undefined) own.isForNative = false;
}

/**
 * Whether the WASM backend that runs was started for "native" and nobody has asked for it by name.
 *
 * @internal
 */
export function isWasmForNative(): boolean {
  const backend = wasmInstance();
  return backend !== undefined && started.get(backend)?.isForNative === true;
}

/**
 * Calls back just before a WASM backend ends: for what lives on its memory.
 *
 * @internal
 */
export function onWasmEnd(backend: BackendWasm, end: () => void): void {
  ends.set(backend, end);
}

/** Ends the WASM backend, if one runs, and takes its name out of TensorFlow.js' list. */
async function removeWasm(): Promise<void> {
  const old = wasmInstance();
  if (old !== undefined) ends.get(old)?.();
  if (tf.findBackendFactory("wasm") !== null) tf.removeBackend("wasm");
  if (old !== undefined) await started.get(old)?.terminate();
}

function describeRunning(backend: BackendWasm): RunningBackend {
  const threads = getThreadsCount();
  return {
    threads,
    detail: describe(threads),
    stop: async () => {
      if (wasmInstance() !== backend) return;
      await removeWasm();
      // Whoever calls tf.setBackend("wasm") later finds one.
      tf.registerBackend("wasm", startPlain, PRIORITY);
    },
  };
}

function describe(threads: number): string {
  return `WebAssembly, ${threads === 1 ? "one thread" : `${threads} threads`}`;
}

/** Not tf.findBackend: that would start one. */
function wasmInstance(): BackendWasm | undefined {
  const instance = tf.engine().registry["wasm"];
  return instance instanceof BackendWasm ? instance : undefined;
}
