import { spectralNorm } from "@lipschitz-gan/regularizers";
import { createRng } from "@lipschitz-gan/core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** What `tf.randomNormal(shape)` without a seed does to the start vector. */
export const mutant: Mutant = constraintMutant(
  "own-random-numbers",
  "The start vector is drawn by Math.random, as tf.randomNormal does without a seed, in place of the given streams.",
  () => {
    const right = spectralNorm();
    return { ...right, bind: (weights) => right.bind(weights, createRng(Math.floor(Math.random() * 2 ** 31))) };
  },
);
