import { powerIteration as right, singularValueEstimate, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** Where each vector that was given has got to. */
const moved = new WeakMap<tf.Tensor, number[]>();

function powerIteration(blocks: tf.Tensor3D, { u, v }: SingularVectors): { u: tf.Tensor3D; v: tf.Tensor3D } {
  const before = moved.get(u);
  const after = tf.tidy(() => right(blocks, { u: before === undefined ? u : tf.tensor(before, u.shape), v }));
  moved.set(u, Array.from(after.u.dataSync()));
  return after;
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "moves-what-it-was-given",
  bug: "u is overwritten in place, so that a second pass with the same vectors meets others (torch issues 13350 and 62293)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
