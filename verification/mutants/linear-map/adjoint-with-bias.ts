import { layerMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The adjoint as a layer of its own, with the default bias initialised to something. */
const biased: typeof layerMap = (layer, inputShape, options) => {
  const map = layerMap(layer, inputShape, options);
  return { ...map, adjoint: (y) => tf.add(map.adjoint(y), 0.01) };
};

export const adjointWithBias: Mutant = mutantOf({
  name: "adjoint-with-bias",
  bug: "The adjoint is built as a transposed layer and gets a small bias of its own.",
  table: linearMapTable,
  subject: { layerMap: biased },
});
