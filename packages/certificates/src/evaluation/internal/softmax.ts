import type { SoftmaxAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { ELEMENTARY_ERROR, ELEMENTARY_TINY, expOfNegative, logOf } from "./elementary.ts";
import { type Evaluator, first, type OperationOf } from "./evaluator.ts";
import { forEachGroup } from "./groups.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { widened } from "./rounding-error.ts";

/**
 * Softmax and its logarithm, by the differences d <= 0 to the largest entry.
 *
 * - Each d is off by u |d|, so `t = e^d` by `ε + 2 u |d|` of itself, ε = 2^-46, and 2^-1060
 * - so the sum S >= 1 of n terms by that, summed, and γ_n of itself
 * - softmax, `t / S`, by the sum of both shares and u: `(error of t + t (error of S) / S) / S`
 * - log softmax, `d − log S`, by u |d|, the error of S over S, that of the logarithm, and u of itself
 * - A box of radii of at most R in a group adds R / 2 to softmax, whose derivative in direction v is `pᵢ (vᵢ − Σ pⱼ vⱼ)`, at most
 *   `2 pᵢ (1 − pᵢ) max |v|`; and `rᵢ + R` to its logarithm
 *
 * Second orders are covered by a factor 2.
 *
 * @internal
 */
export const softmax: Evaluator<SoftmaxAction> = {
  value: (operation, inputs) => encloseSoftmax(operation, exact(first(inputs))).middle,
  enclose: (operation, inputs) => encloseSoftmax(operation, first(inputs)),
  pullBack: (operation, inputs, cotangent) => {
    const { action, outputShape } = operation;
    const y = softmax.value(operation, inputs);
    const result = new Float64Array(y.length);
    forEachGroup(outputShape, action.axes, (indices) => {
      if (action.isLogarithm) {
        const sum = indices.reduce((total, i) => total + (cotangent[i] ?? 0), 0);
        for (const i of indices) result[i] = (cotangent[i] ?? 0) - expOfNegative(Math.min(0, y[i] ?? 0)) * sum;
        return;
      }
      const mean = indices.reduce((total, i) => total + (cotangent[i] ?? 0) * (y[i] ?? 0), 0);
      for (const i of indices) result[i] = (y[i] ?? 0) * ((cotangent[i] ?? 0) - mean);
    });
    return [result];
  },
};

function exact(middle: Float64Array): Enclosure {
  return { middle, radius: new Float64Array(middle.length) };
}

function encloseSoftmax({ action, outputShape }: OperationOf<SoftmaxAction>, { middle, radius }: Enclosure): Enclosure {
  const y = new Float64Array(middle.length);
  const error = new Float64Array(middle.length);
  forEachGroup(outputShape, action.axes, (indices) => {
    const largest = indices.reduce((most, i) => Math.max(most, middle[i] ?? 0), -Infinity);
    const widest = indices.reduce((most, i) => Math.max(most, radius[i] ?? 0), 0);
    const differences = Float64Array.from(indices, (i) => (middle[i] ?? 0) - largest);
    const terms = differences.map(expOfNegative);
    const sum = terms.reduce((total, t) => total + t, 0);
    const errors = terms.map((t, k) => {
      return t * (ELEMENTARY_ERROR + 2 ** -51 * Math.min(800, -(differences[k] ?? 0))) + 2 * ELEMENTARY_TINY;
    });
    const ofSum = widened(
      errors.reduce((total, e) => total + e, 0) * (1 + 2 * gammaUp(indices.length)) + gammaUp(indices.length) * sum,
    );
    const logarithm = logOf(sum);
    for (const [k, i] of indices.entries()) {
      const t = terms[k] ?? 0;
      const d = differences[k] ?? 0;
      if (action.isLogarithm) {
        y[i] = d - logarithm.value;
        const own = gammaUp(1) * -d + (2 * ofSum) / sum + logarithm.error + gammaUp(1) * Math.abs(y[i] ?? 0);
        error[i] = widened(own + (radius[i] ?? 0) + widest);
      } else {
        y[i] = t / sum;
        const own = 2 * ((errors[k] ?? 0) + (t * ofSum) / sum) + gammaUp(2) * t;
        error[i] = widened(own / sum + widest / 2);
      }
    }
  });
  return { middle: y, radius: error };
}
