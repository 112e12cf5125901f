import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { keepUnlessUsable, roundWith } from "./round-with.ts";

const powerIteration = roundWith((x, before) =>
  tf.div(tf.round(tf.mul(keepUnlessUsable(x, before), 2 ** 11)), 2 ** 11),
);

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "half-precision-vectors",
  bug: "u and v are kept in 11 bits, as in mixed precision training",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
