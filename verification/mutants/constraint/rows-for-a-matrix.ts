import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { frobenius } from "./frobenius.ts";

/** Two equal rows of norm one are a matrix of spectral norm √2. */
export const mutant: Mutant = constraintMutant(
  "rows-for-a-matrix",
  "√rows is forgotten: rows of norm one are taken for a matrix of spectral norm one, as the claims about weight normalisation have it.",
  () =>
    frobenius({
      parametrize: (weight, value) => {
        const axes = [...value.shape.keys()].filter((axis) => !weight.matrix!.outputAxes.includes(axis)); // kernels only
        return tf.div(value, tf.sqrt(tf.maximum(tf.sum(tf.square(value), axes, true), 1)));
      },
    }),
);
