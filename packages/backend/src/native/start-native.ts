import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "../backends/backend-error.ts";
import type { RunningBackend } from "../backends/running-backend.ts";
import { isWasmForNative, onWasmEnd, startWasm } from "../backends/start-wasm.ts";
import { isNode } from "../internal/is-node.ts";
import { loadOptional, ownRequire, type PackageLoader } from "../internal/package-loader.ts";
import { checkLibrary } from "./check-library.ts";
import { NativeEngine } from "./native-engine.ts";
import { findLibrary, libraryPaths } from "./onednn/find-library.ts";
import type { Koffi } from "./onednn/koffi.ts";
import type { Library } from "./onednn/library.ts";
import { NATIVE, registerNativeKernels, unregisterNativeKernels } from "./register-native-kernels.ts";

/** @internal */
export interface NativeOptions {
  /** Threads asked for; all cores if undefined. */
  readonly threads?: number | undefined;
  readonly log: (line: string) => void;
  /** Finds koffi; a test's may not. */
  readonly load?: PackageLoader;
  /** The libraries to try, in turn. */
  readonly paths?: readonly string[];
}

/** As high as WASM, on which it lives. */
const PRIORITY = 2;

/** What runs, if anything. */
let running: { readonly engine: NativeEngine; readonly backend: BackendWasm } | undefined;

/**
 * Starts oneDNN on the heap of the WASM backend, which is started too if it does not run.
 *
 * @throws BackendError with one line if koffi or the library is missing, broken or of another version, or if the WASM
 * backend cannot start with that number of threads
 * @internal
 */
export async function startNative(options: NativeOptions): Promise<RunningBackend> {
  if (!isNode()) throw new BackendError('startBackend: "native" needs Node; choose "webgpu", "webgl" or "wasm"');
  forgetRemoved();
  // Before WASM starts: where the library is missing, all stays as it was.
  const opened = running === undefined ? openHere(options) : undefined;
  const { threads = process.getBuiltinModule("node:os").availableParallelism(), log } = options;
  let wasm: RunningBackend;
  try {
    wasm = await startWasm({ threads: options.threads, log, isForNative: true });
  } catch (error) {
    opened?.library.dispose();
    throw error;
  }
  // A start that replaced the WASM backend has ended what ran on it.
  const engine = running?.engine ?? begin(opened ?? openHere(options));
  engine.setThreads(threads);
  await tf.setBackend(NATIVE);
  const runs = engine.threads ?? threads;
  return {
    threads: runs,
    detail: `oneDNN ${engine.library.version}, ${runs === 1 ? "one thread" : `${runs} threads`}`,
    stop: async () => {
      if (running?.engine !== engine) return;
      end();
      if (isWasmForNative()) await wasm.stop();
    },
  };
}

/** Registers "native" over the WASM backend that runs. */
function begin({ koffi, library }: Opened): NativeEngine {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) {
    library.dispose();
    throw new BackendError("startBackend: the WASM backend was replaced meanwhile; start again");
  }
  const engine = new NativeEngine(koffi, library, backend);
  registerNativeKernels(engine, leave);
  running = { engine, backend };
  onWasmEnd(backend, end);
  tf.registerBackend(NATIVE, () => backend, PRIORITY);
  return engine;
}

interface Opened {
  readonly koffi: Koffi;
  readonly library: Library;
}

/** oneDNN, or a BackendError that says why not. */
function openHere({ load = ownRequire(), paths }: NativeOptions): Opened {
  const koffi = loadOptional("koffi", "koffi@3", { load, beforeLoad: letThreadsSleep });
  checkKoffi(koffi);
  const tried = paths ?? libraryPaths(process.platform, process.env["LIPSCHITZ_GAN_ONEDNN"]);
  const found = findLibrary(koffi, tried, (library) => checkLibrary(koffi, library));
  if ("library" in found) return { koffi, library: found.library };
  throw new BackendError(
    `startBackend: no oneDNN that works here (${found.reason}); install it (Debian, Ubuntu: "apt install libdnnl2" or ` +
      '"libdnnl3"), name its file in LIPSCHITZ_GAN_ONEDNN, or choose "wasm"',
  );
}

/** Its interface changed with major versions. */
function checkKoffi(koffi: unknown): asserts koffi is Koffi {
  const version: unknown = typeof koffi === "object" && koffi !== null ? Reflect.get(koffi, "version") : undefined;
  if (typeof version === "string" && version.startsWith("3.")) return;
  throw new BackendError(
    `startBackend: koffi ${typeof version === "string" ? version : "of an unknown version"} is installed, which is not ` +
      '3.x; run "npm install koffi@3", or choose "wasm"',
  );
}

/**
 * OpenMP's threads spin between two pieces of work by default. Where another program wants the processor, one of them is
 * put aside while the others wait for it, and a step takes several times as long. Only read when OpenMP is loaded.
 */
function letThreadsSleep(): void {
  process.env["OMP_WAIT_POLICY"] ??= "passive";
}

/** Takes "native" out of TensorFlow.js; the WASM backend goes on. */
function end(): void {
  if (running === undefined) return;
  if (tf.getBackend() === NATIVE) tf.engine().backendName = "wasm";
  leave();
  tf.removeBackend(NATIVE);
}

/** Frees what "native" holds, also where a program removes it by that name. */
function leave(): void {
  if (running === undefined) return;
  const { engine } = running;
  running = undefined;
  // TensorFlow.js disposes the instance that it removes, which would be the WASM backend, known by another name too.
  tf.engine().registry[NATIVE] = Object.assign(new tf.KernelBackend(), { dispose: () => {} });
  unregisterNativeKernels();
  engine.dispose();
}

/** Ends what lived on a WASM backend that somebody has removed without saying so. */
function forgetRemoved(): void {
  if (running !== undefined && running.backend !== tf.engine().registry["wasm"]) end();
}
