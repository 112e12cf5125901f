import * as tf from "@tensorflow/tfjs-core";
import { loadOptional, type PackageLoader } from "../internal/package-loader.ts";
import { messageOf } from "../internal/message-of.ts";
import { BackendError } from "../backends/backend-error.ts";
import type { GpuAdapter, GpuDevice } from "./gpu-types.ts";

const PACKAGE = "@tensorflow/tfjs-backend-webgpu";

/** What is used of TensorFlow.js' class. */
interface WebgpuBackend extends tf.KernelBackend {
  readonly tensorMap: {
    get(dataId: object): { values?: tf.BackendValues | null; readonly dtype: tf.DataType };
  };
  uploadToGPU(dataId: object): void;
}

type WebgpuBackendClass = new (device: GpuDevice, info: GpuAdapter["info"]) => WebgpuBackend;

/** Entries of a tensor whose values are kept on the host, too: 1 MiB. */
const MAX_KEPT = 2 ** 18;

/**
 * TensorFlow.js' WebGPU backend on a device that is open already, with three additions for Node: small tensors that were
 * made of the host's values can be read at once, reading others at once says that it cannot, and after an operation that
 * the device refused, reading says so instead of giving back leftovers.
 *
 * @throws {@link BackendError} if the package is missing, cannot be loaded or belongs to another copy of TensorFlow.js
 * @internal
 */
export function createWebgpuBackend(
  { adapter, device }: { readonly adapter: GpuAdapter; readonly device: GpuDevice },
  load: PackageLoader,
): tf.KernelBackend {
  const Backend = loadBackendClass(load);
  const backend = withNavigator(() => new Backend(device, adapter.info));
  keepSmallValues(backend);
  refuseReadingAtOnce(backend);
  refuseReadingAfterErrors(backend, device);
  return backend;
}

/** Loads the package, whose kernels register themselves. */
export function loadBackendClass(load: PackageLoader): WebgpuBackendClass {
  const module = loadOptional(PACKAGE, `${PACKAGE}@${tf.version_core}`, { load });
  if (!hasBackendClass(module) || tf.getKernelsForBackend("webgpu").length === 0) {
    throw new BackendError(
      `startBackend: ${PACKAGE} was loaded but registered nothing with this copy of @tensorflow/tfjs-core ` +
        `(${tf.version_core}); install the package in the same version, so that npm keeps one copy`,
    );
  }
  return module.WebGPUBackend;
}

function hasBackendClass(module: unknown): module is { WebGPUBackend: WebgpuBackendClass } {
  return (
    typeof module === "object" &&
    module !== null &&
    "WebGPUBackend" in module &&
    typeof module.WebGPUBackend === "function" &&
    module.WebGPUBackend.prototype instanceof tf.KernelBackend
  );
}

/** The class looks for `navigator.gpu` when it is made, and never again: only whether it is there. */
function withNavigator<T>(body: () => T): T {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu: true }, configurable: true });
  try {
    return body();
  } finally {
    if (own === undefined) Reflect.deleteProperty(globalThis, "navigator");
    else Object.defineProperty(globalThis, "navigator", own);
  }
}

/** TensorFlow.js forgets the host's values of a tensor once they are on the device. */
function keepSmallValues(backend: WebgpuBackend): void {
  const stock = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const { values } = data;
    stock(dataId);
    if ((values?.length ?? Infinity) <= MAX_KEPT) data.values = values ?? null;
  };
}

/** TensorFlow.js would draw on a canvas to read at once, and Node has none. */
function refuseReadingAtOnce(backend: WebgpuBackend): void {
  const stock = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const { values, dtype } = backend.tensorMap.get(dataId);
    if ((values ?? null) === null && dtype !== "complex64") {
      throw new BackendError(
        "dataSync: a tensor on WebGPU cannot be read at once in Node, and nothing has read it before; " +
          'use "await tensor.data()"',
      );
    }
    return stock(dataId);
  };
}

/**
 * An operation that a device refuses (no memory left, a buffer over its limit) throws nothing. It is left out, together
 * with those that were handed in along with it, and their results are what the buffers held before. WebGPU tells of it in
 * an event.
 */
function refuseReadingAfterErrors(backend: WebgpuBackend, device: GpuDevice): void {
  let refused: string | undefined;
  device.addEventListener("uncapturederror", ({ error }) => {
    refused ??= messageOf(error.message); // it is no Error
  });
  const stock = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = await stock(dataId);
    if (refused !== undefined) {
      throw new BackendError(
        `webgpu: the device refused an operation (${refused}), and results since then are wrong; choose a smaller model ` +
          'or batch, or "wasm", and call stop() before the next start',
      );
    }
    return values;
  };
}
