import type { Action, Operation } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { convolution } from "./convolution.ts";
import { entrywise } from "./entrywise.ts";
import type { Evaluator } from "./evaluator.ts";
import { merge } from "./merge.ts";
import { concatenation, gather } from "./moving.ts";
import { batchNormalization, layerNormalization, rescaling } from "./normalization.ts";
import { bands, maxPooling } from "./pooling.ts";
import { softmax } from "./softmax.ts";
import { embedding, projection } from "./tables.ts";

type Computed = Exclude<Action, { readonly type: "fixed" }>;
type Evaluators = { readonly [T in Computed["type"]]: Evaluator<Extract<Computed, { readonly type: T }>> };

const EVALUATORS: Evaluators = {
  convolution,
  entrywise,
  softmax,
  batchNormalization,
  layerNormalization,
  rescaling,
  gather,
  bands,
  maxPooling,
  merge,
  concatenation,
  embedding,
  projection,
};

/** How one operation is computed. */
export interface OperationEvaluator {
  readonly value: (inputs: readonly Float64Array[]) => Float64Array;
  readonly enclose: (inputs: readonly Enclosure[]) => Enclosure;
  readonly pullBack: (inputs: readonly Float64Array[], cotangent: Float64Array) => readonly Float64Array[];
}

/**
 * How an operation is computed, by the type of its action.
 *
 * @param operation - any operation but a fixed input
 * @returns its functions
 * @internal
 */
export function evaluatorOf(operation: Operation): OperationEvaluator {
  const { type } = operation.action;
  if (type === "fixed") throw new RangeError(`layer ${operation.name}: it must be computed, received a fixed input`);
  // The table pairs each type with the evaluator for it.
  const evaluator = EVALUATORS[type] as unknown as Evaluator<Action>;
  return {
    value: (inputs) => evaluator.value(operation, inputs),
    enclose: (inputs) => evaluator.enclose(operation, inputs),
    pullBack: (inputs, cotangent) => evaluator.pullBack(operation, inputs, cotangent),
  };
}
