import * as tf from "@tensorflow/tfjs-core";
import { transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { integerVector, knownLayer, layerCase, type LayerCase, layerLabels } from "./layer-case.ts";
import { innerProduct, productErrors } from "./products.ts";
import type { LinearMapSubject } from "./subject.ts";

/**
 * The inner products are taken in float64 of what the backend has computed, so that only `T x` and `T* y` are rounded:
 * `|y|ᵀ` times the errors of the one, and `|x|ᵀ` times those of the other.
 */
export const dotTest: Law<LinearMapSubject> = defineLaw<LinearMapSubject, LayerCase>({
  name: "dot-test",
  statement: "⟨T x, y⟩ = ⟨x, T* y⟩ for all x and y.",
  source: "definition of the adjoint; pylops.utils.dottest",
  cases: layerCase(),
  labels: layerLabels,
  measure: async ({ layerMap }, given) => {
    const { layer, inputShape, matrix } = knownLayer(given);
    const map = layerMap(layer, inputShape);
    const x = integerVector(given, "input", matrix[0]?.length ?? 0);
    const y = integerVector(given, "output", matrix.length);
    const forward = await map.apply(tf.tensor(x, [1, ...map.inputShape])).data();
    const backward = await map.adjoint(tf.tensor(y, [1, ...map.outputShape])).data();
    const allowed =
      innerProduct(y.map(Math.abs), productErrors(matrix, x)) +
      innerProduct(x.map(Math.abs), productErrors(transposed(matrix), y));
    return [
      {
        observed: Math.abs(innerProduct(forward, y) - innerProduct(x, backward)),
        allowed,
        what: "⟨T x, y⟩ against ⟨x, T* y⟩",
      },
    ];
  },
});
