import type * as tf from "@tensorflow/tfjs-core";
import type * as fc from "fast-check";
import type { ReferenceNode } from "../reference/node.ts";
import type { Order } from "../conformance-row.ts";

/** An argument of an operation: numbers that float32 holds exactly. */
export interface Argument {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** One drawn instance of an operation, with the reference that it is compared with. */
export interface Trial {
  /** Shapes and attributes, for a reader of a counterexample. */
  readonly shown: string;
  readonly args: readonly Argument[];
  /** The operation on the backend; gets the arguments as tensors, and may make more of its own. */
  readonly run: (...args: tf.Tensor[]) => tf.Tensor;
  /** The same in float64; gets the arguments as leaves. */
  readonly reference: (...args: ReferenceNode[]) => ReferenceNode;
  /**
   * Given where NaN and infinities are among the numbers, which are then compared too, rounded to float32 first: the size of
   * the numbers that are added up on the way to a finite result.
   */
  readonly scaleOfSpecial?: number;
}

/** An operation as the suite checks it. */
export interface ConformanceCase {
  /** Name, unique in the suite. */
  readonly name: string;
  /** The heading that it comes under in the table. */
  readonly family: string;
  /** How often it can be differentiated: what is not differentiable has a value only. */
  readonly orders: readonly Order[];
  /** Instances; they shrink to small ones. */
  readonly trials: fc.Arbitrary<Trial>;
  /** Factor on the number of runs, for large instances; 1 unless given. */
  readonly share?: number;
}
