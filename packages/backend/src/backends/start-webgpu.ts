import * as tf from "@tensorflow/tfjs-core";
import { isNode } from "../internal/is-node.ts";
import { ownRequire, type PackageLoader } from "../internal/package-loader.ts";
import { createWebgpuBackend, loadBackendClass } from "../webgpu/create-webgpu-backend.ts";
import { startDawn } from "../webgpu/dawn.ts";
import { describeAdapter } from "../webgpu/describe-adapter.ts";
import type { GpuDevice } from "../webgpu/gpu-types.ts";
import { openDevice } from "../webgpu/open-device.ts";
import { registerWebgpuTrainingKernels } from "../webgpu-kernels/register-webgpu-training-kernels.ts";
import type { RunningBackend } from "./running-backend.ts";
import { startPage } from "./start-page.ts";

/** As TensorFlow.js registers it. */
const PRIORITY = 3;

interface Opened {
  readonly device: GpuDevice;
  readonly name: string | undefined;
  /** Whether the device still works; a driver may take it away. */
  isLost: boolean;
}

/** The devices opened here, by backend. */
const opened = new WeakMap<tf.KernelBackend, Opened>();

/**
 * Starts WebGPU: what the page or the program has registered, else in Node the package `webgpu`.
 *
 * @internal
 */
export async function startWebgpu(load?: PackageLoader): Promise<RunningBackend> {
  const running = await startAny(load);
  registerWebgpuTrainingKernels();
  computeOnTheDevice();
  return running;
}

async function startAny(load: PackageLoader | undefined): Promise<RunningBackend> {
  const running = webgpuInstance();
  const own = running === undefined ? undefined : opened.get(running);
  if (running !== undefined && own !== undefined) {
    if (!own.isLost) {
      await tf.setBackend("webgpu");
      return describeRunning(running, own);
    }
    end(running, own);
  }
  if (!isNode() || tf.findBackendFactory("webgpu") !== null) return startPage("webgpu");
  return startInNode(load ?? ownRequire());
}

async function startInNode(load: PackageLoader): Promise<RunningBackend> {
  // Both packages first: a missing one shall be told also where there is no graphics processor.
  const gpu = startDawn(load);
  loadBackendClass(load);
  const { adapter, device } = await openDevice(gpu);
  const backend = createWebgpuBackend({ adapter, device }, load);
  const own: Opened = { device, name: describeAdapter(adapter.info), isLost: false };
  opened.set(backend, own);
  void device.lost.then(() => {
    own.isLost = true;
  });
  tf.registerBackend("webgpu", () => backend, PRIORITY);
  await tf.setBackend("webgpu");
  return describeRunning(backend, own);
}

/**
 * TensorFlow.js computes small tensors that were never on the device in JavaScript, which rounds otherwise and keeps
 * subnormal numbers. A run that goes on from a checkpoint would not be bitwise the one that was not interrupted.
 */
function computeOnTheDevice(): void {
  // The flag comes with the kernels, and setting one that is not there throws.
  if (tf.getKernelsForBackend("webgpu").length > 0) tf.env().set("WEBGPU_CPU_FORWARD", false);
}

function describeRunning(backend: tf.KernelBackend, own: Opened): RunningBackend {
  return {
    threads: 1,
    ...(own.name === undefined ? {} : { device: own.name }),
    detail: `Dawn in Node, ${own.name ?? "an adapter without a name"}`,
    stop: async () => {
      if (webgpuInstance() === backend) end(backend, own);
    },
  };
}

/** Frees the backend's buffers, then the device. */
function end(backend: tf.KernelBackend, own: Opened): void {
  opened.delete(backend);
  tf.removeBackend("webgpu");
  own.device.destroy();
}

/** Not tf.findBackend: that would start one. */
function webgpuInstance(): tf.KernelBackend | undefined {
  return tf.engine().registry["webgpu"];
}
