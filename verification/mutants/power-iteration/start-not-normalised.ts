import { type KernelMatrix, powerIteration, type RandomStream, singularValueEstimate } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function startVector({ groups, rows }: KernelMatrix, random: RandomStream): tf.Tensor {
  return tf.tensor3d(
    Float32Array.from({ length: groups * rows }, () => random.normal()),
    [groups, 1, rows],
  );
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "start-not-normalised",
  bug: "a normal vector that is not brought to unit length, for the first round normalises anyway",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
