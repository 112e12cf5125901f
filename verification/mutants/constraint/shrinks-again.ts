import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { clipping } from "./clipping.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** Twice as often projected is half as large. */
export const mutant: Mutant = constraintMutant(
  "shrinks-again",
  "A projection that also decays: what is within the bound already goes on shrinking, by how often project is called.",
  () =>
    clipping({
      project: ({ variable }) => {
        tf.tidy(() =>
          variable.assign(tf.where(tf.isNaN(variable), variable, tf.mul(tf.clipByValue(variable, -0.5, 0.5), 0.999))),
        );
      },
    }),
);
