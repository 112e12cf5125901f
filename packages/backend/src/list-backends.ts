import * as tf from "@tensorflow/tfjs-core";
import type { KnownBackend } from "./backends/start-one.ts";
import { isNode } from "./internal/is-node.ts";
import type { BackendReport, ProbeOptions } from "./probe/backend-report.ts";
import { probeHere } from "./probe/probe-here.ts";
import { probeInProcess } from "./probe/probe-in-process.ts";
import { ORDER_IN_NODE, ORDER_IN_PAGE } from "./start-backend.ts";

/** Options of {@link listBackends}. */
export interface ListBackendsOptions {
  /** Whether to measure the speed of each, which takes a second and more; by default yes. */
  measure?: boolean;
  /** Threads of the backends that ask for them, as of {@link startBackend}; by default all cores. */
  threads?: number;
  /** Receives each report as soon as it is there. */
  onReport?: (report: BackendReport) => void;
}

/** What {@link listBackends} found out. */
export interface BackendList {
  /** The backend that {@link startBackend} takes for `"auto"`; left out if none starts. */
  readonly chosen?: KnownBackend;
  /** One for each backend that this platform could have, those that `"auto"` tries first, in its order. */
  readonly backends: readonly BackendReport[];
}

/**
 * Which backends there are here, why the others are not, how fast each is, and which one `"auto"` takes.
 *
 * In Node each backend is tried in a process of its own, one after the other. So nothing is registered in the caller's
 * process and its tensors stay where they are, and a library that ends its process becomes a reason in the list. A
 * process that takes longer than a minute is ended.
 *
 * A page has no processes: there the backends are started in the page itself, and afterwards the one that ran before
 * runs again, or the chosen one if none did. Do not start another while it lasts.
 *
 * The speed is that of a convolution and its two gradients at the size of a layer of SN-GAN's critic at half width
 * (64 channels of 16×16 pixels to 64 of 8×8, kernel 4×4, stride 2) with batch 64, the median of a second's samples; a
 * slow backend gets smaller batches. It orders backends, and does not tell how long a training step takes.
 *
 * @param options - threads, whether to measure, and who is told meanwhile
 * @returns the list, and the choice of `"auto"`
 * @throws RangeError if `threads` is not an integer >= 1
 * @throws {@link BackendError} if Node may not start processes
 *
 * @example
 * ```ts
 * import { listBackends } from "@lipschitz-gan/backend";
 *
 * const { chosen, backends } = await listBackends({ measure: false });
 * backends.find(({ name }) => name === "cpu")?.available; // => true
 * backends.find(({ name }) => name === chosen)?.available; // => true
 * ```
 */
export async function listBackends({
  measure = true,
  threads,
  onReport = () => {},
}: ListBackendsOptions = {}): Promise<BackendList> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`listBackends: threads must be an integer >= 1, received ${String(threads)}`);
  }
  const backends: BackendReport[] = [];
  const tryAll = async (names: readonly KnownBackend[], probe: Probe): Promise<void> => {
    for (const name of names) {
      const report = await probe(name, { measure, threads });
      backends.push(report);
      onReport(report);
    }
  };
  const choice = (order: readonly KnownBackend[]): KnownBackend | undefined =>
    order.find((name) => backends.some((report) => report.name === name && report.available));
  if (isNode()) {
    await tryAll([...ORDER_IN_NODE, "webgpu"], probeInProcess);
    return listOf(choice(ORDER_IN_NODE), backends);
  }
  // Typed as always there; undefined or empty before the first backend has started.
  const before: string | undefined = tf.getBackend();
  await tryAll(ORDER_IN_PAGE, (name, given) => probeHere(name, given));
  const chosen = choice(ORDER_IN_PAGE);
  const after = before === undefined || before === "" ? chosen : before;
  if (after !== undefined) await tf.setBackend(after);
  return listOf(chosen, backends);
}

type Probe = (name: KnownBackend, options: ProbeOptions) => Promise<BackendReport>;

function listOf(chosen: KnownBackend | undefined, backends: readonly BackendReport[]): BackendList {
  return { ...(chosen === undefined ? {} : { chosen }), backends };
}
