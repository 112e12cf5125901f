import * as tf from "@tensorflow/tfjs-core";
import { loadOptional, ownRequire, type PackageLoader } from "../internal/package-loader.ts";
import { BackendError } from "./backend-error.ts";
import type { RunningBackend } from "./running-backend.ts";

/** Both native packages register this one name. */
const REGISTERED_NAME = "tensorflow";
const PACKAGES = { "node-gpu": "@tensorflow/tfjs-node-gpu", node: "@tensorflow/tfjs-node" } as const;

/** TensorFlow knows the name, its JavaScript binding only tells whether there is one. */
const UNNAMED_GPU = "a GPU that @tensorflow/tfjs-node-gpu does not name";

/**
 * Starts a native backend on libtensorflow, if its package is installed.
 *
 * @internal
 */
export async function startLibtensorflow(
  name: "node-gpu" | "node",
  load: PackageLoader = ownRequire(),
): Promise<RunningBackend> {
  const packageName = PACKAGES[name];
  if (tf.findBackendFactory(REGISTERED_NAME) === null) {
    loadOptional(packageName, `${packageName}@${tf.version_core}`, { load, beforeLoad: repairUtil });
  }
  if (tf.findBackendFactory(REGISTERED_NAME) === null) {
    throw new BackendError(
      `startBackend: ${packageName} was loaded but registered nothing with this copy of @tensorflow/tfjs-core ` +
        `(${tf.version_core}); install the package in the same version, so that npm keeps one copy`,
    );
  }
  if (!(await tf.setBackend(REGISTERED_NAME))) {
    throw new BackendError(`startBackend: ${packageName} is loaded but did not start; choose "wasm" or "cpu"`);
  }
  const backend: object = tf.backend();
  const isGpuPackage = "isGPUPackage" in backend && backend.isGPUPackage === true;
  if (isGpuPackage !== (name === "node-gpu")) {
    throw new BackendError(
      `startBackend: this process already runs ${PACKAGES[isGpuPackage ? "node-gpu" : "node"]}, and both native ` +
        `packages register the name "${REGISTERED_NAME}"; load only one of them in a process`,
    );
  }
  const onGpu = "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true;
  return {
    // libtensorflow keeps its own pool, by default one thread a core, and does not tell.
    threads: process.getBuiltinModule("node:os").availableParallelism(),
    ...(onGpu ? { device: UNNAMED_GPU } : {}),
    detail: onGpu ? `${packageName}, on a GPU` : `${packageName}, on the processor`,
    stop: async () => {},
  };
}

/** The native packages of 4.22 call `util.isNullOrUndefined`, which Node 23 removed. */
function repairUtil(): void {
  const util: object = process.getBuiltinModule("node:util");
  if ("isNullOrUndefined" in util) return;
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
