import * as tf from "@tensorflow/tfjs-core";
import { loadOptional, ownRequire, type PackageLoader } from "../internal/package-loader.ts";
import { cudaDevice, nvidiaNames } from "../libtensorflow/cuda-device.ts";
import { loadingAdvice } from "../libtensorflow/loading-advice.ts";
import { repairUtil } from "../libtensorflow/repair-util.ts";
import { registerLibtensorflowKernels } from "../libtensorflow-kernels/register-libtensorflow-kernels.ts";
import { BackendError } from "./backend-error.ts";
import type { RunningBackend } from "./running-backend.ts";

/** Both native packages register this one name. */
const REGISTERED_NAME = "tensorflow";
const PACKAGES = { "node-gpu": "@tensorflow/tfjs-node-gpu", node: "@tensorflow/tfjs-node" } as const;

/** What tests replace. */
interface LibtensorflowOptions {
  readonly load?: PackageLoader;
  /** Names of the machine's GPUs. */
  readonly gpuNames?: () => readonly string[];
}

/**
 * Starts a native backend on libtensorflow, if its package is installed.
 *
 * @internal
 */
export async function startLibtensorflow(
  name: "node-gpu" | "node",
  { load = ownRequire(), gpuNames = nvidiaNames }: LibtensorflowOptions = {},
): Promise<RunningBackend> {
  const packageName = PACKAGES[name];
  loadPackage(packageName, load);
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
  registerLibtensorflowKernels();
  const device =
    "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true ? cudaDevice(gpuNames()) : undefined;
  const version = versionOf(packageName, load, backend);
  return {
    // libtensorflow keeps its own pool, by default one thread a core, and does not tell.
    threads: process.getBuiltinModule("node:os").availableParallelism(),
    ...(device === undefined ? {} : { device }),
    version,
    detail: `${version}, ${placeOf(name, device)}`,
    stop: async () => {},
  };
}

function loadPackage(packageName: string, load: PackageLoader): void {
  if (tf.findBackendFactory(REGISTERED_NAME) !== null) return;
  try {
    loadOptional(packageName, `${packageName}@${tf.version_core}`, {
      load,
      beforeLoad: repairUtil,
      advise: (message) => loadingAdvice(packageName, message),
    });
  } catch (error) {
    forgetKernels();
    throw error;
  }
  if (tf.findBackendFactory(REGISTERED_NAME) === null) {
    throw new BackendError(
      `startBackend: ${packageName} was loaded but registered nothing with this copy of @tensorflow/tfjs-core ` +
        `(${tf.version_core}); install the package in the same version, so that npm keeps one copy`,
    );
  }
}

/** The packages register their kernels before they look for their native part; the other one would meet them, and warn. */
function forgetKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend(REGISTERED_NAME))
    tf.unregisterKernel(kernelName, REGISTERED_NAME);
}

/** Such as "tfjs-node 4.22.0, libtensorflow 2.9.1", as far as they tell. */
function versionOf(packageName: string, load: PackageLoader, backend: object): string {
  const ofPackage = versionIn(packageJson(packageName, load), "version");
  const ofLibrary = "binding" in backend ? versionIn(backend.binding, "TF_Version") : undefined;
  const short = packageName.replace("@tensorflow/", "");
  return [
    ofPackage === undefined ? short : `${short} ${ofPackage}`,
    ...(ofLibrary === undefined ? [] : [`libtensorflow ${ofLibrary}`]),
  ].join(", ");
}

/** Of the package that this one finds, which is not where a program loaded it itself from elsewhere. */
function packageJson(packageName: string, load: PackageLoader): unknown {
  try {
    return load(`${packageName}/package.json`);
  } catch {
    return undefined;
  }
}

function versionIn(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const version: unknown = Reflect.get(value, key);
  return typeof version === "string" ? version : undefined;
}

function placeOf(name: "node-gpu" | "node", device: string | undefined): string {
  if (device !== undefined) return `on ${device}`;
  return name === "node"
    ? "on the processor"
    : "on the processor, as it found no CUDA device: it needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1 (libcudart.so.11.0, libcudnn.so.8)";
}
