import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { frobenius } from "./frobenius.ts";

/** A layer that starts at zero, as the last layer of many networks does, is NaN from the first step on. */
export const mutant: Mutant = constraintMutant(
  "zero-over-zero",
  "W / ‖W‖ of a kernel of zeros is NaN: PyTorch issue 20192, flax issue 1671.",
  () => frobenius({ parametrize: (_weight, value) => tf.div(value, tf.norm(value)) }),
);
