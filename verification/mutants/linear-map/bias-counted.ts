import { layerMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import type * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The layer as it is, bias and all, is taken for its linear part. */
const withBias: typeof layerMap = (layer, inputShape, options) => ({
  ...layerMap(layer, inputShape, options),
  apply: (x) => layer.apply(x) as tf.Tensor, // one output
});

export const biasCounted: Mutant = mutantOf({
  name: "bias-counted",
  bug: "The layer's bias is left in, so that power iteration on the operator runs on an affine map.",
  table: linearMapTable,
  subject: { layerMap: withBias },
});
