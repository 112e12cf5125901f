import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import { integerVector, knownLayer, layerCase, type LayerCase, layerLabels } from "./layer-case.ts";
import type { LinearMapSubject } from "./subject.ts";

/** What the map leaves as it was, and what it takes from outside. */
export const purity: Law<LinearMapSubject> = defineLaw<LinearMapSubject, LayerCase>({
  name: "purity",
  statement:
    "The layer is not edited, T 0 = 0 to the bit, and weights given in place of the layer's are the ones used.",
  source: "a map is a view of the layer; doubling a float32 is exact",
  cases: layerCase(),
  labels: layerLabels,
  measure: async ({ layerMap }, given) => {
    const { layer, inputShape, matrix } = knownLayer(given);
    const weights = (): Promise<Float32Array[]> =>
      Promise.all(layer.getWeights().map(async (weight) => Float32Array.from(await weight.data())));
    const before = await weights();
    const map = layerMap(layer, inputShape);
    const x = tf.tensor(integerVector(given, "input", matrix[0]?.length ?? 0), [1, ...inputShape]);
    const once = await map.apply(x).data();
    const atZero = await map.apply(tf.zerosLike(x)).data();
    map.adjoint(tf.ones([1, ...map.outputShape]));
    const [kernel] = layer.weights;
    const name = kernel?.originalName.split("/").at(-1) ?? "";
    const doubled = layerMap(layer, inputShape, { weights: { [name]: tf.mul(kernel?.read() ?? 0, 2) } });
    const twice = await doubled.apply(x).data();
    const after = await weights();
    const zeros = atZero.filter((value) => value !== 0).length;
    const edited = after.map((values, i) => countDifferent(values, before[i] ?? [])).reduce((sum, n) => sum + n, 0);
    const undoubled = countDifferent(twice, once.map((value) => 2 * value)); // prettier-ignore
    return [
      { observed: zeros, allowed: 0, what: "entries of T 0 that are not zero" },
      { observed: edited, allowed: 0, what: "weights of the layer that have changed" },
      { observed: undoubled, allowed: 0, what: "entries that did not double with the kernel" },
    ];
  },
});
