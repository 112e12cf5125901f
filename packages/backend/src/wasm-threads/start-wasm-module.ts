import { createWorkerPool, type WorkerClass } from "./worker-pool.ts";
import { loadWasmModule } from "./load-wasm-module.ts";
import type { WasmModule } from "./wasm-module.ts";

/** The WASM backend's C++ side takes no more. */
export const MAX_THREADS = 8;

/**
 * @internal
 */
export interface StartedModule {
  readonly module: WasmModule;
  /** Ends the workers; resolves when they are gone. */
  readonly terminate: () => Promise<void>;
}

/**
 * Starts the WASM module in this thread alone.
 *
 * @internal
 */
export async function startSingleModule(hasSimd: boolean): Promise<StartedModule> {
  const module = await loadWasmModule({
    folder: packageFolder(),
    script: "wasm-out/tfjs-backend-wasm.js",
    binary: hasSimd ? "dist/tfjs-backend-wasm-simd.wasm" : "dist/tfjs-backend-wasm.wasm",
    cores: 1,
    workers: 0,
    Worker: undefined,
  });
  return { module, terminate: async () => {} };
}

/**
 * Starts the WASM module with worker threads beside this one.
 *
 * @param threads - this thread included, 2 to 8
 * @param Worker - `worker_threads.Worker`, or a test's
 * @param timeoutMs - how long the workers may take to load, in milliseconds
 * @throws Error if they cannot start, do not start in time, or die meanwhile
 *
 * @internal
 */
export async function startThreadedModule(
  threads: number,
  Worker: WorkerClass = process.getBuiltinModule("node:worker_threads").Worker,
  timeoutMs: number = 30_000,
): Promise<StartedModule> {
  const folder = packageFolder();
  const script = "wasm-out/tfjs-backend-wasm-threaded-simd.js";
  const pool = createWorkerPool(Worker, workerSource(folder, script));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`workers did not load within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    const loading = loadWasmModule({
      folder,
      script,
      binary: "dist/tfjs-backend-wasm-threaded-simd.wasm",
      cores: 2 * threads, // it takes half of them, on the assumption of hyper-threading
      workers: threads - 1,
      Worker: pool.Worker,
    });
    const module = await Promise.race([loading, pool.died, late]);
    pool.loaded();
    return { module, terminate: pool.terminate };
  } catch (error) {
    await pool.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function packageFolder(): string {
  const { createRequire } = process.getBuiltinModule("node:module");
  const manifest = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  return process.getBuiltinModule("node:path").dirname(manifest);
}

/** The worker script that the package keeps as a string, and the two names that its main script looks for. */
function workerSource(folder: string, script: string): string {
  const path = process.getBuiltinModule("node:path");
  const { createRequire } = process.getBuiltinModule("node:module");
  const file = path.join(folder, script);
  const { wasmWorkerContents }: { wasmWorkerContents: string } = createRequire(file)(
    file.replace(/\.js$/u, ".worker.js"),
  );
  const names = { __filename: file, __dirname: path.dirname(file) };
  // The string holds one raw line break inside a quoted string of its own; the package escapes it in the same way.
  return `Object.assign(globalThis, ${JSON.stringify(names)});` + wasmWorkerContents.replaceAll("\n", String.raw`\n`);
}
