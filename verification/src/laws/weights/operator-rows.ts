import { type ConstrainedWeight, layerMap } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { Rows } from "../../arbitraries/rows.ts";
import { explicitMatrixOf } from "../../oracles/explicit-matrix-of.ts";

/**
 * The matrix of a layer's linear map at its place, with a given kernel: from unit vectors that go through the layer itself,
 * so that nothing is taken from what a weight tells of its operators. Its entries are those of the kernel, or zero, and not
 * rounded.
 *
 * @param model - a model without models within it, each layer at one place
 * @param weight - a kernel of a layer of tf.layers
 * @param value - its values, in its own shape
 * @returns rows are outputs, columns are inputs
 */
export async function operatorRows(
  model: tfl.LayersModel,
  weight: Pick<ConstrainedWeight, "layer" | "name" | "shape">,
  value: tf.Tensor | ArrayLike<number>,
): Promise<Rows> {
  const layer = model.getLayer(weight.layer);
  const [own = ""] = weight.name.split("/").slice(-1);
  const inputShape = (layer.input as tfl.SymbolicTensor).shape.slice(1).map(Number); // one input
  const kernel = value instanceof tf.Tensor ? tf.clone(value) : tf.tensor(Float32Array.from(value), [...weight.shape]);
  try {
    return await explicitMatrixOf(layerMap(layer, inputShape, { weights: { [own]: kernel }, activation: "leave-out" }));
  } finally {
    kernel.dispose();
  }
}
