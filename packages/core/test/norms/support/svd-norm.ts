import * as tf from "@tensorflow/tfjs-core";
import { layerMap, type NormOf } from "@lipschitz-gan/core";
import { transposed } from "../../linear-maps/support/naive-layers.ts";
import { numbers, u32 } from "../../support/tensors.ts";
import { norm, slack } from "./norm.ts";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * The operator norm of a layer by SVD of its matrix, which comes from unit inputs. Raised by the error of the SVD and by
 * the roundings of a separable kernel, whose entries are sums of at most 62 products in float32.
 */
export const svdNorm: NormOf = (layer, weights, inputShape) => {
  const matrix = tf.tidy(() => {
    const map = layerMap(layer, inputShape, { weights, activation: "leave-out" });
    const n = product(inputShape);
    const m = product(map.outputShape);
    const columns = numbers(map.apply(tf.reshape(tf.eye(n), [n, ...inputShape])));
    return transposed(Array.from({ length: n }, (_, j) => columns.slice(j * m, (j + 1) * m)));
  });
  return norm(matrix) * (1 + slack(matrix) + 64 * u32);
};
