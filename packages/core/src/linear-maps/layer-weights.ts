import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/** The weights of one layer by their own names, such as `kernel`, `depthwise_kernel`, `bias`, `gamma`. */
export type LayerWeights = Readonly<Record<string, tf.Tensor>>;

/**
 * Values to be taken instead of a model's weights, such as the constrained ones. Keys are layer variables, or the
 * `tf.Variable` behind them, which is what a `ConstrainedWeight` calls `variable`.
 */
export type WeightValues = ReadonlyMap<tfl.LayerVariable | tf.Variable, tf.Tensor>;

/**
 * The weights of a layer by their own names, as they are or as they are to be taken.
 *
 * Inside `critic.forward(…)` a constrained layer reads its constrained values, so this gives those.
 *
 * @param layer - a built layer; one without weights gives an empty record
 * @param values - values that replace some of them
 * @returns the weights; no new tensors, so there is nothing to dispose
 * @throws RangeError if two weights have the same own name, as in a bidirectional wrapper
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { layerWeights } from "@lipschitz-gan/core";
 *
 * const layer = tfl.layers.dense({ units: 1, kernelInitializer: "ones" });
 * layer.build([null, 2]);
 * Object.keys(layerWeights(layer)); // => ["kernel", "bias"]
 * const doubled = new Map([[layer.weights[0]!, tf.tensor2d([[2], [2]])]]);
 * [...layerWeights(layer, doubled).kernel!.dataSync()]; // => [2, 2]
 * ```
 * @see https://js.tensorflow.org/api/latest/#tf.layers.Layer.getWeights, which gives no names
 */
export function layerWeights(layer: tfl.layers.Layer, values: WeightValues = new Map()): LayerWeights {
  const weights: Record<string, tf.Tensor> = {};
  for (const variable of layer.weights) {
    const name = ownName(variable);
    if (Object.hasOwn(weights, name)) {
      throw new RangeError(
        `layerWeights: the weights of ${layer.name} must have distinct names, received ${name} twice`,
      );
    }
    const read = variable.read();
    weights[name] = values.get(variable) ?? values.get(read as tf.Variable) ?? read; // read() gives the variable itself
  }
  return weights;
}

/**
 * A weight's name without the layer's, such as `"kernel"`.
 *
 * @param variable - the layer's handle on the weight
 * @returns the last part of its name
 * @internal
 */
export function ownName({ originalName }: tfl.LayerVariable): string {
  return originalName.split("/").at(-1) ?? originalName;
}
