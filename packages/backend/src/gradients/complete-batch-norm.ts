import * as tf from "@tensorflow/tfjs-core";

import { isRecording, tapeEngine } from "./tape.ts";

const completed = Symbol.for("lipschitz-gan.completedBatchNorm");

/** Scale 1 and offset 0 where they are missing. */
function withParameters(inputs: tf.NamedTensorMap): tf.NamedTensorMap {
  const { mean, scale, offset } = inputs as Partial<tf.NamedTensorMap>;
  if (mean === undefined) return inputs;
  return { ...inputs, scale: scale ?? tf.ones(mean.shape), offset: offset ?? tf.zeros(mean.shape) };
}

/**
 * Lets a batch normalisation without scale or without offset be differentiated.
 *
 * The tape of TensorFlow.js takes every input for a tensor, and fails with "Cannot read properties of undefined" for one
 * that is missing. So they are filled in where the tape is on.
 *
 * @internal
 */
export function completeBatchNorm(): void {
  const engine = tapeEngine();
  if (completed in engine.runKernel) return;
  const run = engine.runKernel;
  function runComplete(kernel: string, inputs: tf.NamedTensorMap, ...rest: [tf.NamedAttrMap?]): ReturnType<typeof run> {
    const complete = kernel === tf.FusedBatchNorm && isRecording() ? withParameters(inputs) : inputs;
    return run.call(engine, kernel, complete, ...rest);
  }
  // With the marks of what else has been put around it.
  engine.runKernel = Object.assign(runComplete, run, { [completed]: true });
}
