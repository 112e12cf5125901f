import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { blockNorm, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x) => tf.div(x, tf.add(blockNorm(x), 1e-12)));

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "additive-epsilon",
  bug: "x / (|x| + 1e-12): an epsilon against division by zero, which small kernels feel (gloro's l2_normalize, issue 8; SNGAN in Chainer)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
