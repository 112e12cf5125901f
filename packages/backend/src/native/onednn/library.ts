import { made, OneDnnError, type Described, type Dialect } from "./dialect.ts";
import { dialect2 } from "./dialect-2.ts";
import { dialect3 } from "./dialect-3.ts";
import type { Koffi, NativeArgument, NativeFunction } from "./koffi.ts";
import { statusFunction } from "./symbols.ts";

/** Functions that all versions share. @internal */
export interface Calls {
  readonly createMemory: NativeFunction;
  readonly destroyMemory: NativeFunction;
  readonly setHandle: NativeFunction;
  readonly createPrimitive: NativeFunction;
  readonly destroyPrimitive: NativeFunction;
  readonly execute: NativeFunction;
  readonly layoutOfArgument: NativeFunction;
  readonly areLayoutsEqual: NativeFunction;
  readonly sizeOfLayout: NativeFunction;
}

/** An opened oneDNN with an engine on the processor. @internal */
export interface Library {
  /** Its version, such as "2.6.3". */
  readonly version: string;
  readonly dialect: Dialect;
  readonly calls: Calls;
  readonly engine: bigint;
  readonly stream: bigint;
  /** Describes a copy from one layout into another. */
  describeReorder(from: NativeArgument, to: NativeArgument): Described;
  /** The number of threads that it computes with; undefined where it has none or keeps the number to itself. */
  readonly threads: () => number | undefined;
  /** Sets the number of threads, where the library can be told. */
  readonly setThreads: (threads: number) => void;
  /** Frees engine and stream. */
  dispose(): void;
}

const CPU = 1;
const IN_ORDER = 1;
/** Values of `cpu_runtime` in `dnnl_version_t` whose work is done when a call returns: one thread, OpenMP, TBB. */
const RUNTIMES: ReadonlySet<number> = new Set([1, 2, 4]);
const THREAD_POOL = 8;
/**
 * The vector instructions below AVX, of type `dnnl_cpu_isa_t`: they need addresses that are multiples of 16, and the heap of
 * the WASM backend gives multiples of 8.
 */
const SSE41 = 1;
const OLDEST: readonly [major: number, minor: number] = [2, 4];

/**
 * Opens oneDNN and starts an engine on the processor.
 *
 * @param koffi - what opens libraries
 * @param path - the library's name or path
 * @throws Error with one line if the library cannot be opened, lacks a symbol or is of another version
 * @internal
 */
export function openLibrary(koffi: Koffi, path: string): Library {
  const library = koffi.load(path);
  const { version, major, runtime } = versionOf(koffi, library.func("dnnl_version", "void *", [])());
  if (!RUNTIMES.has(runtime)) {
    const kind = runtime === THREAD_POOL ? "a program's own thread pool" : `runtime ${runtime}`;
    throw new OneDnnError(`oneDNN ${version} is built for ${kind}; one with OpenMP or TBB is needed`);
  }
  keepLoaded(koffi, path);
  if (statusFunction(library, "get_effective_cpu_isa", "")() === SSE41) {
    throw new OneDnnError(
      `oneDNN ${version} has no more than SSE 4.1 here, and crashes on tensors that lie as in WebAssembly, every 8 bytes`,
    );
  }
  const dialect = (major === 2 ? dialect2 : dialect3)(library);
  const call = (name: string, parameters: string) => statusFunction(library, name, parameters);
  const calls: Calls = {
    createMemory: call("memory_create", "pppp"),
    destroyMemory: call("memory_destroy", "p"),
    setHandle: call("memory_set_data_handle", "pp"),
    createPrimitive: call("primitive_create", "pp"),
    destroyPrimitive: call("primitive_destroy", "p"),
    execute: call("primitive_execute", "ppip"),
    layoutOfArgument: library.func("dnnl_primitive_desc_query_md", "void *", ["void *", "int", "int"]),
    areLayoutsEqual: call("memory_desc_equal", "pp"),
    sizeOfLayout: library.func("dnnl_memory_desc_get_size", "size_t", ["void *"]),
  };
  const createReorder = call("reorder_primitive_desc_create", "pppppp");
  const destroyDescriptor = call("primitive_desc_destroy", "p");
  const destroyEngine = call("engine_destroy", "p");
  const destroyStream = call("stream_destroy", "p");
  const createEngine = call("engine_create", "pip");
  const createStream = call("stream_create", "ppi");
  const engine = made((out) => createEngine(out, CPU, 0), "engine");
  const stream = made((out) => createStream(out, engine, IN_ORDER), "stream");
  const openMp = openMpThreads(library);
  return {
    version,
    dialect,
    calls,
    engine,
    stream,
    describeReorder: (from, to) => {
      const pointer = made((out) => createReorder(out, from, engine, to, engine, null), "reorder");
      return { pointer, free: () => destroyDescriptor(pointer) };
    },
    ...openMp,
    dispose: () => {
      destroyStream(stream);
      destroyEngine(engine);
    },
  };
}

/** Reads `dnnl_version_t`: three ints, a pointer, and the kind of threading. */
function versionOf(koffi: Koffi, pointer: unknown): { version: string; major: number; runtime: number } {
  if (typeof pointer !== "bigint") throw new OneDnnError("dnnl_version tells no version");
  const read = (offset: number): number => Number(koffi.decode(pointer, offset, "int"));
  const [major, minor, patch] = [read(0), read(4), read(8)];
  const version = `${major}.${minor}.${patch}`;
  if ((major !== 2 && major !== 3) || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new OneDnnError(`oneDNN ${version} is not one of the versions known here, ${OLDEST.join(".")} to 3.x`);
  }
  return { version, major, runtime: read(24) };
}

/**
 * Opens the library once more, for good. koffi closes it when the process or a worker thread ends, or when nothing refers
 * to it any more; OpenMP's threads, which never end, would then run in memory that is gone.
 */
function keepLoaded(koffi: Koffi, path: string): void {
  if (process.platform === "win32") return;
  // RTLD_NOW is 2 on Linux and on macOS.
  koffi.load(null).func("dlopen", "void *", ["str", "int"])(path, 2);
}

/** OpenMP's own functions, which the library brings along where it is built with OpenMP. */
function openMpThreads(library: ReturnType<Koffi["load"]>): Pick<Library, "threads" | "setThreads"> {
  try {
    const get = library.func("omp_get_max_threads", "int", []);
    const set = library.func("omp_set_num_threads", "void", ["int"]);
    return { threads: () => Number(get()), setThreads: (threads) => set(threads) };
  } catch {
    return { threads: () => undefined, setThreads: () => {} };
  }
}
