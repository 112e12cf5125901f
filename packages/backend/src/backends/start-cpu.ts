// Registers the backend "cpu" and its kernels.
// oxlint-disable-next-line import/no-unassigned-import -- TensorFlow.js backends register themselves on import
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { registerCpuTrainingKernels } from "../cpu-kernels/register-cpu-training-kernels.ts";
import { withoutBanner } from "../internal/without-banner.ts";
import type { RunningBackend } from "./running-backend.ts";

/**
 * Starts the backend in plain JavaScript.
 *
 * @internal
 */
export async function startCpu(): Promise<RunningBackend> {
  registerCpuTrainingKernels();
  await withoutBanner(async () => {
    await tf.setBackend("cpu");
    // The backend greets at its first write; this is that write.
    tf.scalar(0).dispose();
  });
  return { threads: 1, detail: "plain JavaScript, one thread", stop: async () => {} };
}
