import type { ConstrainedWeight, WeightOperator } from "@lipschitz-gan/core";

/**
 * What a kernel does at its places, which norms of layers need.
 *
 * @param where - the constraint
 * @param weight - the weight
 * @returns one operator a geometry, at least one
 * @throws RangeError if nothing is known of its places
 * @internal
 */
export function operatorsOf(where: string, weight: ConstrainedWeight): readonly WeightOperator[] {
  const { operators, name, kind, shape } = weight;
  if (operators.length === 0) {
    throw new RangeError(
      `${where}: ${name} must be a kernel of a dense or convolutional layer of tf.layers for images of a known size, ` +
        `received a ${kind} of shape [${shape.join(", ")}]; ` +
        `give the model's input a size, take mode "sn-gan", or leave it out with select`,
    );
  }
  return operators;
}
