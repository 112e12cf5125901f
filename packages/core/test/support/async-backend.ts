import * as tf from "@tensorflow/tfjs-core";

/**
 * Starts a backend of the name "webgpu" that computes as the plain JS one, and whose results cannot be read at once before
 * they have been read with `data()`: what WebGPU in Node is like.
 */
export async function registerAsyncBackend(): Promise<void> {
  tf.copyRegisteredKernels("cpu", "webgpu");
  tf.registerBackend("webgpu", () => {
    const backend = tf.findBackendFactory("cpu")() as tf.KernelBackend;
    const wasRead = new WeakSet<object>();
    const [read, readSync] = [backend.read.bind(backend), backend.readSync.bind(backend)];
    backend.read = (dataId) => {
      wasRead.add(dataId);
      return read(dataId);
    };
    backend.readSync = (dataId) => {
      if (!wasRead.has(dataId)) throw new Error("a tensor cannot be read at once");
      return readSync(dataId);
    };
    return backend;
  });
  await tf.setBackend("webgpu");
}

/** Ends it, and goes back to the plain JS backend. */
export async function removeAsyncBackend(): Promise<void> {
  await tf.setBackend("cpu");
  tf.removeBackend("webgpu");
  for (const { kernelName } of tf.getKernelsForBackend("webgpu")) tf.unregisterKernel(kernelName, "webgpu");
}
