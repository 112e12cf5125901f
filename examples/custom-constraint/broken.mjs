// @ts-check
// The twin of max-norm.mjs with one defect. It was ported from PyTorch, where a dense kernel is [out, in] and the norm of
// an output's row goes over the last axis. TensorFlow.js keeps the outputs last.
import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { maxNorm } from "./max-norm.mjs";

/**
 * @param {{ c?: number }} options - the largest norm of a row
 * @returns {import("@lipschitz-gan/core").LipschitzConstraint}
 */
export function brokenMaxNorm({ c = 1 } = {}) {
  return {
    ...maxNorm({ c }),
    name: "broken-max-norm",
    bind: () =>
      statelessBinding({
        project: ({ variable }) => {
          tf.tidy(() => {
            const norms = tf.sqrt(tf.sum(tf.square(variable), variable.rank - 1, true)); // over the outputs
            variable.assign(tf.div(variable, tf.maximum(tf.div(norms, c), 1)));
          });
        },
      }),
  };
}

export const constraint = brokenMaxNorm;
