import { layerMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The adjoint of a convolution by hand, cropped one pixel too far. */
const shifted: typeof layerMap = (layer, inputShape, options) => {
  const map = layerMap(layer, inputShape, options);
  const adjoint = (y: tf.Tensor): tf.Tensor => {
    const x = map.adjoint(y);
    const [, height = 1] = x.shape;
    if (x.rank !== 4 || height < 2) return x;
    return tf.concat([tf.slice(x, [0, 1], [-1, height - 1]), tf.slice(x, [0, 0], [-1, 1])], 1);
  };
  return { ...map, adjoint };
};

export const adjointShifted: Mutant = mutantOf({
  name: "adjoint-shifted",
  bug: "The transposed convolution is cropped by one pixel too many on one side: off-by-one padding in the adjoint.",
  table: linearMapTable,
  subject: { layerMap: shifted },
});
