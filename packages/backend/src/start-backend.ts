import { BackendError } from "./backends/backend-error.ts";
import { startOne, type KnownBackend } from "./backends/start-one.ts";
import { registerSecondOrderGradients } from "./gradients/register-second-order-gradients.ts";
import { isNode } from "./internal/is-node.ts";
import { messageOf } from "./internal/message-of.ts";
import * as tf from "@tensorflow/tfjs-core";

/** The names that {@link startBackend} takes. */
export type BackendName = "auto" | "native" | "wasm" | "cpu" | "node-gpu" | "node" | "webgpu" | "webgl";

/** Options of {@link startBackend}. */
export interface StartBackendOptions {
  /**
   * Threads of the WASM and the native backend, this one included, an integer >= 1; by default all cores, in a page half of them. TensorFlow.js'
   * WASM takes at most 8. The other backends do not ask: `cpu` has one, libtensorflow and GPUs choose for themselves.
   */
  threads?: number;
  /** Receives one line for each decision, and the name of the backend that it is about; by default nobody does. */
  log?: (line: string, about: string) => void;
}

/** What {@link startBackend} started. */
export interface StartedBackend {
  /** The backend that runs, one of {@link BackendName} without `"auto"`. */
  readonly name: string;
  /** The number of threads that really run; for `node` and `node-gpu` the number of cores, as they do not tell. */
  readonly threads: number;
  /**
   * The graphics processor that it runs on, or the software that stands in for one, such as "google swiftshader"; left
   * out where it is not known, and for `cpu` and `wasm`.
   */
  readonly device?: string;
  /** How it runs and why this backend and not another, one line. */
  readonly reason: string;
  /**
   * Ends the WASM backend with its worker threads and its memory, or the WebGPU backend that was started in Node with its
   * device; the tensors on it are gone, and a read that is under way is rejected. For the other backends it does nothing.
   * A second call, and a call after another backend of that name has taken the place, do nothing either.
   *
   * `native` and `wasm` compute on the same tensors. Stopping `native` frees what oneDNN holds; it ends WASM with the
   * tensors only if nobody has started `"wasm"` by name, else they live on there. Stopping `wasm` ends both.
   *
   * A process can exit without it: neither idle worker threads nor a device keep it alive.
   */
  stop(): Promise<void>;
}

const NAMES: readonly BackendName[] = ["auto", "native", "wasm", "cpu", "node-gpu", "node", "webgpu", "webgl"];

/** What `"auto"` tries in Node, fastest first. @internal */
export const ORDER_IN_NODE: readonly KnownBackend[] = ["node-gpu", "node", "native", "wasm", "cpu"];
/** What `"auto"` tries in a page, fastest first. @internal */
export const ORDER_IN_PAGE: readonly KnownBackend[] = ["webgpu", "webgl", "wasm", "cpu"];

/** Starts wait for each other: TensorFlow.js has one engine in a process. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Starts a TensorFlow.js backend and completes it for training: the kernels that WASM and WebGPU lack, WASM threads in
 * Node, and gradients that are right to second order.
 *
 * `"auto"` takes the fastest that is installed and works: in Node `node-gpu`, `node`, `native`, `wasm`, `cpu`, in a page
 * `webgpu` and `webgl` if the page has registered them, then `wasm`, `cpu`. `node-gpu` and `node` stand for
 * `@tensorflow/tfjs-node-gpu` and `@tensorflow/tfjs-node`, which are yours to install; this project has run
 * the second, on an add-on compiled from its sources, and has not run the first on a GPU.
 *
 * `"webgpu"` takes what the page or the program has registered under that name; else, in Node, the packages `webgpu`
 * and `@tensorflow/tfjs-backend-webgpu`, which are yours to install, on the fastest adapter that the machine has.
 * `"auto"` does not choose it in Node, where it may be software. In Node tensors on it are read with
 * `await tensor.data()`, as `dataSync` throws unless they were read before. Numbers below 2^-126 in magnitude count as
 * zero on it, and exp, log and tanh are rounded more coarsely than on the other backends.
 *
 * `"native"` is WASM whose heavy kernels oneDNN computes in place: convolutions, products, sums, batch norm, pooling and work
 * entry by entry on large tensors. It starts the WASM backend, which keeps its own name beside it: tensors of one are tensors
 * of the other. It needs the package `koffi` and oneDNN 2.4 to 3.x
 * (Debian, Ubuntu: `apt install libdnnl2` or `libdnnl3`), or a path to it in the variable `LIPSCHITZ_GAN_ONEDNN`.
 *
 * With more than one core, the WASM backend computes on all of them; where worker threads cannot start it goes on
 * with one, and says so in `log`. The same number of threads gives the same bytes in every run. Another number of
 * threads may round differently.
 *
 * May be called again: the same choice finds the backend as it is, another one is started beside it. WASM changes its
 * number of threads only while it holds no tensor, as they would be lost; without `threads` a WASM backend that holds
 * tensors is kept as it is.
 *
 * @param choice - which backend
 * @param options - threads, and where decisions are told
 * @returns what runs, and why
 * @throws RangeError if the name is not known or `threads` is not an integer >= 1
 * @throws {@link BackendError} if a backend asked for by name is missing, cannot be loaded, or cannot change its threads
 *
 * @example
 * ```ts
 * import { startBackend } from "@lipschitz-gan/backend";
 *
 * const backend = await startBackend("wasm", { threads: 1 });
 * backend.name; // => "wasm"
 * backend.reason; // => "wasm (WebAssembly, one thread): asked for by name"
 * await backend.stop();
 * ```
 */
export async function startBackend(
  choice: BackendName = "auto",
  options: StartBackendOptions = {},
): Promise<StartedBackend> {
  check(choice, options.threads);
  const turn = last.then(() => (choice === "auto" ? startFastest(options) : startNamed(choice, options)));
  last = turn.catch(() => {});
  return turn;
}

function check(choice: BackendName, threads: number | undefined): void {
  if (!NAMES.includes(choice)) {
    throw new RangeError(`startBackend: backend must be one of ${NAMES.join(", ")}, received "${choice}"`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`startBackend: threads must be an integer >= 1, received ${String(threads)}`);
  }
}

async function startFastest(options: StartBackendOptions): Promise<StartedBackend> {
  const passedOver: string[] = [];
  for (const name of isNode() ? ORDER_IN_NODE : ORDER_IN_PAGE) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, until one works
      return await start(
        name,
        `the fastest that works here${passedOver.length > 0 ? `; not ${passedOver.join(", ")}` : ""}`,
        options,
      );
    } catch (error) {
      options.log?.(messageOf(error), name);
      passedOver.push(name);
    }
  }
  throw new BackendError(`startBackend: none of ${passedOver.join(", ")} works here; the log tells why`);
}

function startNamed(name: KnownBackend, options: StartBackendOptions): Promise<StartedBackend> {
  return start(name, "asked for by name", options);
}

async function start(name: KnownBackend, why: string, options: StartBackendOptions): Promise<StartedBackend> {
  const { threads, log = () => {} } = options;
  const running = await startOne(name, { threads, log: (line) => log(line, name) });
  // After the start: a native package brings TensorFlow.js' own gradients along.
  registerSecondOrderGradients();
  await tf.ready();
  const reason = `${name} (${running.detail}): ${why}`;
  log(reason, name);
  const { device, stop } = running;
  return { name, threads: running.threads, ...(device === undefined ? {} : { device }), reason, stop };
}
