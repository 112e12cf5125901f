import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** `[1, columns, rows]` in place of the kernel's own shape. */
export const mutant: Mutant = constraintMutant(
  "returns-the-matrix",
  "parametrize computes on the kernel's matrix and does not reshape it back.",
  () =>
    frobenius({
      parametrize: ({ matrix }, value) => {
        const blocks = matrix!.toBlocks(value); // kernels only
        return tf.div(blocks, atLeastOne(blocks));
      },
    }),
);
