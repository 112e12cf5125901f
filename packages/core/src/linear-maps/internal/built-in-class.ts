import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * The class name of a layer of tf.layers, by which its rule is looked up.
 *
 * A subclass inherits the name of its parent and may compute something else, so the name alone proves nothing: the class
 * that is registered under the name has to be the layer's own.
 *
 * @param where - the function that asks, for the error
 * @param layer - the layer
 * @returns its class name
 * @throws RangeError if the layer is of a class that only inherits the name
 * @internal
 */
export function builtInClass(where: string, layer: tfl.layers.Layer): string {
  const name = layer.getClassName();
  if (!isRegistered(layer)) {
    throw new RangeError(
      `${where}: layer ${layer.name} must be of a class of tf.layers, received a subclass of ${name}, which may compute anything`,
    );
  }
  return name;
}

/**
 * The name of the activation that a layer applies after its linear part, `"linear"` when there is none.
 *
 * @param where - the function that asks, for the error
 * @param layer - any layer
 * @returns the activation's name
 * @throws RangeError if the activation is of a class that only inherits the name
 * @internal
 */
export function fusedActivation(where: string, layer: tfl.layers.Layer): string {
  // Layers keep their activation under this name; the classes are not exported as types.
  const { activation } = layer as { activation?: tf.serialization.Serializable | null };
  if (activation === undefined || activation === null) return "linear";
  const name = activation.getClassName();
  if (!isRegistered(activation)) {
    throw new RangeError(
      `${where}: the activation of layer ${layer.name} must be one of tf.layers, received a subclass of ${name}`,
    );
  }
  return name;
}

/**
 * Whether an object is of the very class that is registered under its class name.
 *
 * @param object - a layer or an activation
 * @returns false for a subclass that only inherits the name
 * @internal
 */
export function isRegistered(object: tf.serialization.Serializable): boolean {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[object.getClassName()];
  return registered?.[0] === object.constructor;
}
