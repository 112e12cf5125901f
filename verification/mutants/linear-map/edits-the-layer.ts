import { layerMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** Sets the bias to zero in the layer itself, to be rid of it. */
const editing: typeof layerMap = (layer, inputShape, options) => {
  const [, bias] = layer.weights;
  bias?.write(tf.zeros(bias.shape.map(Number)));
  return layerMap(layer, inputShape, options);
};

export const editsTheLayer: Mutant = mutantOf({
  name: "edits-the-layer",
  bug: "The bias is removed by overwriting it in the user's model.",
  table: linearMapTable,
  subject: { layerMap: editing },
});
