import type * as tf from "@tensorflow/tfjs-core";
import type { KernelMatrix, WeightKind } from "./kernel-matrix.ts";
import type { WeightOperator } from "./weight-operator.ts";

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
  /**
   * What the kernel does at each of its places in the model, those of the same geometry once. Empty where that is not
   * known: for what is no kernel of a dense or convolutional layer of tf.layers, and for image sizes that the model leaves
   * open.
   */
  readonly operators: readonly WeightOperator[];
}
