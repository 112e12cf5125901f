// @ts-check
import * as tf from "@tensorflow/tfjs-core";

/** @typedef {{ calls: number, ms: number, isOwn: boolean }} KernelTime */

/**
 * Puts a clock around every kernel of a backend that computes at once. A kernel that another one calls counts as part of it.
 *
 * @param {string} backend - its name in TensorFlow.js
 * @param {string} below - the backend whose kernels it has where it has none of its own
 * @returns {{ read: () => Map<string, KernelTime> }} the times since the last reading, by kernel; `isOwn` where the backend has one of its own
 */
export function timeKernels(backend, below) {
  /** @type {Map<string, KernelTime>} */
  let times = new Map();
  let isInside = false;
  for (const config of tf.getKernelsForBackend(backend)) {
    const { kernelName, kernelFunc } = config;
    const isOwn = tf.getKernel(kernelName, below)?.kernelFunc !== kernelFunc;
    tf.unregisterKernel(kernelName, backend);
    tf.registerKernel({
      ...config,
      kernelFunc: (given) => {
        if (isInside) return kernelFunc(given);
        isInside = true;
        const start = performance.now();
        try {
          return kernelFunc(given);
        } finally {
          isInside = false;
          const time = times.get(kernelName) ?? { calls: 0, ms: 0, isOwn };
          time.calls++;
          time.ms += performance.now() - start;
          times.set(kernelName, time);
        }
      },
    });
  }
  return {
    read: () => {
      const read = times;
      times = new Map();
      return read;
    },
  };
}
