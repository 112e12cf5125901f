import { layerMap, linearMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The image moved up by a row: what lay after it now lies before. */
function shifted(x: tf.Tensor): tf.Tensor {
  const [, height = 1] = x.shape;
  const [top, rest] = [tf.slice(x, [0, 0], [-1, 1]), tf.slice(x, [0, 1], [-1, height - 1])];
  return height < 2 ? x : tf.concat([rest, tf.zerosLike(top)], 1);
}

const swapped: typeof layerMap = (layer, inputShape, options) => {
  const map = layerMap(layer, inputShape, options);
  const { kernelSize = [1] } = layer.getConfig() as { kernelSize?: number[] };
  return kernelSize.every((length) => length === 1) ? map : linearMap((x) => map.apply(shifted(x)), inputShape);
};

export const paddingBeforeAndAfterSwapped: Mutant = mutantOf({
  name: "padding-before-and-after-swapped",
  bug: "The odd row of padding `same` is put on the other side, as PyTorch's symmetric padding has it: off by one pixel.",
  table: linearMapTable,
  subject: { layerMap: swapped },
});
