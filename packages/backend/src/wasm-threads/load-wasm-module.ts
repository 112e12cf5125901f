import type { WasmModule, WasmModuleFactory } from "./wasm-module.ts";

/**
 * @internal
 */
export interface LoadOptions {
  /** Folder of `@tensorflow/tfjs-backend-wasm`. */
  readonly folder: string;
  /** Emscripten's output, a path in `folder`. */
  readonly script: string;
  /** The binary for it, a path in `folder`. */
  readonly binary: string;
  /** Cores that the module shall believe in. */
  readonly cores: number;
  /** Threads that it shall have in store; the main thread is not one of them. */
  readonly workers: number;
  /** Makes one. */
  readonly Worker: unknown;
}

/**
 * Runs an Emscripten file of the WASM backend in a scope of its own, and returns its module.
 *
 * Started in the ordinary way it would
 * - add process-wide listeners for `uncaughtException` and `unhandledRejection` that rethrow, and at its end remove
 *   everybody's listeners for them, the host's too;
 * - overwrite `globalThis.Worker`;
 * - start eight workers whatever the number of threads, and half as many threads as `os.cpus()` lists.
 *
 * So it gets `process`, `global`, `Worker` and `require` as parameters, like any CommonJS file gets its `require`, and
 * the globals stay untouched. Nothing is written to disk.
 *
 * @internal
 */
export function loadWasmModule(options: LoadOptions): Promise<WasmModule> {
  const { folder, script, binary, cores, workers, Worker } = options;
  const path = process.getBuiltinModule("node:path");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { compileFunction } = process.getBuiltinModule("node:vm");
  const file = path.join(folder, script);
  const text = process.getBuiltinModule("node:fs").readFileSync(file, "utf8");

  const require = createRequire(file);
  const module: { exports?: WasmModuleFactory } = {};
  const scope = {
    module,
    exports: {},
    require: (name: string): unknown => (name === "os" ? { cpus: () => Array.from({ length: cores }) } : require(name)),
    __filename: file,
    __dirname: path.dirname(file),
    process: quietProcess(),
    global: {},
    Worker,
  };
  const run = compileFunction(text.replace("pthreadPoolSize=8", `pthreadPoolSize=${workers}`), Object.keys(scope), {
    filename: file,
  });
  run(...Object.values(scope));
  if (module.exports === undefined) throw new Error(`loadWasmModule: ${file} exports no module`);
  return module.exports({
    locateFile: (name, prefix) => (name.endsWith(".wasm") ? path.join(folder, binary) : prefix + name),
    // Workers read it from here, and not from the bundle, whose imports are unbound in a worker.
    mainScriptUrlOrBlob: file,
  });
}

/** The part of `process` that Emscripten asks for, without its listeners and its exit. */
function quietProcess(): object {
  return {
    versions: process.versions,
    argv: [],
    hrtime: process.hrtime,
    listeners: () => [],
    on: () => {},
    removeListener: () => {},
    exit: (code: number) => {
      throw new Error(`the WASM module ended with exit code ${code}`);
    },
  };
}
