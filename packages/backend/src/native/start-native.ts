import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "../backends/backend-error.ts";
import type { RunningBackend } from "../backends/running-backend.ts";
import { startWasm, onWasmEnd } from "../backends/start-wasm.ts";
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
let running: { readonly engine: NativeEngine; readonly backend: BackendWasm; readonly path: string } | undefined;

/**
 * Starts oneDNN on the heap of the WASM backend, which is started too if it does not run.
 *
 * @throws BackendError with one line if koffi or the library is missing, broken or of another version
 * @internal
 */
export async function startNative(options: NativeOptions): Promise<RunningBackend> {
  if (!isNode()) throw new BackendError('startBackend: "native" needs Node; choose "webgpu", "webgl" or "wasm"');
  const { koffi, library, path } = running === undefined ? openHere(options) : { ...running, library: running.engine.library, koffi: undefined };
  const { threads = process.getBuiltinModule("node:os").availableParallelism(), log } = options;
  await startWasm({ threads: options.threads, log });
  library.setThreads(threads);
  if (running === undefined && koffi !== undefined) {
    const backend = tf.backend();
    if (!(backend instanceof BackendWasm)) throw new BackendError("startBackend: the WASM backend was replaced meanwhile");
    const engine = new NativeEngine(koffi, library, backend);
    registerNativeKernels(engine);
    running = { engine, backend, path };
    onWasmEnd(backend, end);
    tf.registerBackend(NATIVE, () => backend, PRIORITY);
  }
  await tf.setBackend(NATIVE);
  const runs = library.threads() ?? threads;
  return {
    threads: runs,
    detail: `oneDNN ${library.version}, ${runs === 1 ? "one thread" : `${runs} threads`}`,
    stop: async () => end(),
  };
}

/** oneDNN, or a BackendError that says why not. */
function openHere({ load = ownRequire(), paths }: NativeOptions): { koffi: Koffi; library: Library; path: string } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a package comes without a type; what is used of it is tried at once
  const koffi = loadOptional("koffi", "koffi@3", { load, beforeLoad: letThreadsSleep }) as Koffi;
  const tried = paths ?? libraryPaths(process.platform, process.env["LIPSCHITZ_GAN_ONEDNN"]);
  const found = findLibrary(koffi, tried, (library) => checkLibrary(koffi, library));
  if ("library" in found) return { koffi, ...found };
  throw new BackendError(
    `startBackend: no oneDNN that works here (${found.reason}); install it (Debian, Ubuntu: "apt install libdnnl2" or ` +
      '"libdnnl3"), name its file in LIPSCHITZ_GAN_ONEDNN, or choose "wasm"',
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
  const { engine } = running;
  running = undefined;
  // Not tf.removeBackend: that would end the WASM backend, which has a name of its own.
  const { registry, registryFactory } = tf.engine();
  if (tf.getBackend() === NATIVE) tf.engine().backendName = "wasm";
  delete registry[NATIVE];
  delete registryFactory[NATIVE];
  unregisterNativeKernels();
  engine.dispose();
}
