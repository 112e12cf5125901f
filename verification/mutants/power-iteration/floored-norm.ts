import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { blockNorm, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x) => tf.div(x, tf.maximum(blockNorm(x), 1e-12)));

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "floored-norm",
  bug: "x / max(|x|, 1e-12), as torch.nn.functional.normalize does: shorter vectors are not made of unit length",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
