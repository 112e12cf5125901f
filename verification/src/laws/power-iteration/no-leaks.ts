import { createRng, kernelMatrix } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { rowsOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { blockTensor, leftTensor, rightTensor, values } from "./support/tensors.ts";

interface LeakCase {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly isZero: boolean;
}

export const noLeaks: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, LeakCase>({
  name: "no-leaks",
  statement:
    "Each function leaves as many tensors as it returns, and none of those given to it is freed with the result.",
  source: "contract of the library: the caller disposes what is returned",
  share: 0.2,
  cases: fc.record({
    groups: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 3 }),
    isZero: fc.boolean(),
  }),
  labels: ({ isZero }) => [isZero ? "zero matrix" : "matrix of ones"],
  measure: async ({ startVector, powerIteration, singularValueEstimate }, { groups, rows, columns, isZero }) => {
    const blocks = blockTensor(Array.from({ length: groups }, () => rowsOf(rows, columns, () => (isZero ? 0 : 1))));
    const given = {
      u: leftTensor(rowsOf(groups, rows, () => 1 / Math.sqrt(rows))),
      v: rightTensor(rowsOf(groups, columns, () => 1 / Math.sqrt(columns))),
    };
    const view = kernelMatrix("depthwise", [1, columns, groups, rows])!; // a depthwise kernel has a matrix
    const counts = {
      startVector: left(() => [startVector(view, createRng(0).stream("u"))]),
      powerIteration: left(() => {
        const { u, v } = powerIteration(blocks, given);
        return [u, v];
      }),
      singularValueEstimate: left(() => [singularValueEstimate(blocks, given)]),
    };
    await Promise.all([blocks, given.u, given.v].map(values)); // throws for one that is freed
    return Object.entries(counts).map(([name, observed]) => ({
      observed,
      allowed: 0,
      what: `tensors left by ${name}`,
    }));
  },
});

/** How many more tensors live after a function, when what it returns is freed. */
function left(f: () => readonly tf.Tensor[]): number {
  const before = tf.memory().numTensors;
  tf.dispose([...f()]);
  return Math.abs(tf.memory().numTensors - before);
}
