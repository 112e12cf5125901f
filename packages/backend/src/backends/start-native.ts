import * as tf from "@tensorflow/tfjs-core";
import { isNode } from "../internal/is-node.ts";
import { messageOf } from "../internal/message-of.ts";
import { BackendError } from "./backend-error.ts";
import type { RunningBackend } from "./running-backend.ts";

/**
 * Finds and loads packages: Node's own `require`, or a test's.
 *
 * @internal
 */
export interface PackageLoader {
  (packageName: string): unknown;
  resolve(packageName: string): string;
}

/** Both native packages register this one name. */
const REGISTERED_NAME = "tensorflow";
const PACKAGES = { "node-gpu": "@tensorflow/tfjs-node-gpu", node: "@tensorflow/tfjs-node" } as const;

/**
 * Starts a native backend on libtensorflow, if its package is installed.
 *
 * @internal
 */
export async function startNative(
  name: "node-gpu" | "node",
  load: PackageLoader = ownRequire(),
): Promise<RunningBackend> {
  const packageName = PACKAGES[name];
  if (tf.findBackendFactory(REGISTERED_NAME) === null) loadPackage(packageName, load);
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
    detail: onGpu ? `${packageName}, on a GPU` : `${packageName}, on the processor`,
    stop: async () => {},
  };
}

function ownRequire(): PackageLoader {
  if (!isNode())
    throw new BackendError('startBackend: the native backends need Node; choose "wasm", "webgpu" or "webgl"');
  // process.getBuiltinModule instead of an import: a bundler for pages would trip over "node:" imports.
  return process.getBuiltinModule("node:module").createRequire(import.meta.url);
}

function loadPackage(packageName: string, load: PackageLoader): void {
  try {
    load.resolve(packageName);
  } catch (error) {
    throw new BackendError(
      `startBackend: ${packageName} is not installed; run "npm install ${packageName}@${tf.version_core}", or choose "wasm"`,
      { cause: error },
    );
  }
  repairUtil();
  try {
    load(packageName);
  } catch (error) {
    throw new BackendError(
      `startBackend: ${packageName} is installed but cannot be loaded (${messageOf(error)}); ` +
        `reinstall it for this Node ${process.version}, or choose "wasm"`,
      { cause: error },
    );
  }
}

/** The native packages of 4.22 call `util.isNullOrUndefined`, which Node 23 removed. */
function repairUtil(): void {
  const util: object = process.getBuiltinModule("node:util");
  if ("isNullOrUndefined" in util) return;
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
