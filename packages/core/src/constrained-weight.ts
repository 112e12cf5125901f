import type * as tf from "@tensorflow/tfjs-core";
import type { KernelMatrix, WeightKind } from "./kernel-matrix.ts";

/** One weight of a model, as a constraint sees it. */
export interface ConstrainedWeight {
  /** Name that is unique within the model and stable across processes, such as `"critic_conv1/kernel"`. */
  readonly name: string;
  /** Name of the layer that owns it. */
  readonly layer: string;
  /** What it does in its layer. */
  readonly kind: WeightKind;
  /** Shape in TensorFlow.js's own layout. */
  readonly shape: readonly number[];
  /** The user's variable, which the optimizer moves. */
  readonly variable: tf.Variable;
  /** The kernel as the paper's matrix; `null` where it has none. */
  readonly matrix: KernelMatrix | null;
}
