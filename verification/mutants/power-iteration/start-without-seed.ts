import { createRng, powerIteration, singularValueEstimate, startVector as right } from "@lipschitz-gan/core";
import { type PowerIterationFunctions, powerIterationTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const startVector: PowerIterationFunctions["startVector"] = (matrix) => right(matrix, createRng(0).stream("u"));

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "start-without-seed",
  bug: "a random start of a seed of its own, whatever stream is given: all weights of one shape start alike",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
