import * as tf from "@tensorflow/tfjs-core";
import { type Rows, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { integerVector, knownLayer, layerCase, type LayerCase, layerLabels } from "./layer-case.ts";
import { productErrors, timesVector } from "./products.ts";
import type { LinearMapSubject } from "./subject.ts";

/** `T x` is the product with the layer's explicit matrix. */
export const applyIsTheLayer: Law<LinearMapSubject> = defineLaw<LinearMapSubject, LayerCase>({
  name: "apply",
  statement:
    "T x is the product with the matrix that the layer's definition gives: stride, dilation, padding, no bias.",
  source: "definition of the convolution, by loops in float64",
  cases: layerCase(),
  labels: layerLabels,
  measure: async ({ layerMap }, given) => {
    const { layer, inputShape, matrix } = knownLayer(given);
    const x = integerVector(given, "input", matrix[0]?.length ?? 0);
    const result = layerMap(layer, inputShape).apply(tf.tensor(x, [1, ...inputShape]));
    return entrywise("T x", matrix, x, await result.data());
  },
});

/** `T* y` is the product with the transpose. */
export const adjointIsTheTranspose: Law<LinearMapSubject> = defineLaw<LinearMapSubject, LayerCase>({
  name: "adjoint",
  statement: "T* y is the product with the transpose of that matrix.",
  source: "definition of the adjoint in l2",
  cases: layerCase(),
  labels: layerLabels,
  measure: async ({ layerMap }, given) => {
    const { layer, inputShape, matrix } = knownLayer(given);
    const map = layerMap(layer, inputShape);
    const y = integerVector(given, "output", matrix.length);
    const result = map.adjoint(tf.tensor(y, [1, ...map.outputShape]));
    return entrywise("T* y", transposed(matrix), y, await result.data());
  },
});

function entrywise(what: string, matrix: Rows, x: ArrayLike<number>, found: ArrayLike<number>): readonly Measurement[] {
  const exact = timesVector(matrix, x);
  const errors = productErrors(matrix, x);
  const lengths = { observed: Math.abs(found.length - exact.length), allowed: 0, what: `the length of ${what}` };
  return [
    lengths,
    ...exact.map((value, i) => ({
      observed: Math.abs((found[i] ?? Number.NaN) - value),
      allowed: errors[i] ?? Number.NaN,
      what: `entry ${i} of ${what}`,
    })),
  ];
}
