import type * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { collectWeights, type KindRule, type ReadableWeight } from "./collect-weights.ts";

/**
 * A copy of a model with other values in some of its weights.
 *
 * Weights are paired by name: the order of `model.weights` depends on which layers are frozen, and a copy may differ.
 *
 * @param model - the model
 * @param weights - all of its weights
 * @param values - the other values, by name
 * @param kindOf - the rule by which the weights were collected
 * @returns the copy, which the caller disposes
 * @throws RangeError if the copy lacks a weight
 * @internal
 */
export async function bakedCopy(
  model: tfl.LayersModel,
  weights: readonly ReadableWeight[],
  values: ReadonlyMap<string, tf.Tensor | undefined>,
  kindOf: KindRule,
): Promise<tfl.LayersModel> {
  const copy = await tfl.models.modelFromJSON(
    model.toJSON(null, false) as Parameters<typeof tfl.models.modelFromJSON>[0],
  );
  const copied = new Map(collectWeights(copy, kindOf).map((weight) => [weight.name, weight.layerVariable]));
  for (const { name, variable } of weights) {
    const target = copied.get(name);
    if (target === undefined) {
      copy.dispose();
      throw new RangeError(`bake: the copy of ${model.name} must have ${name}, received none`);
    }
    target.write(values.get(name) ?? variable);
  }
  return copy;
}
