import type * as tf from "@tensorflow/tfjs-core";
import type { Curve } from "../reference/mapped.ts";
import type { Draw } from "../trial/draw.ts";

/** A function of one number, as TensorFlow.js has it and in float64. */
export interface NamedCurve extends Curve {
  readonly name: string;
  readonly run: (x: tf.Tensor) => tf.Tensor;
  /** Where it is defined and its reference is sharp; the line itself unless given. */
  readonly domain?: (x: number) => number;
  /** Numbers to draw; real ones unless given. */
  readonly draw?: Draw;
}
