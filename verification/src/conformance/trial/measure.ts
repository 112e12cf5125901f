import * as tf from "@tensorflow/tfjs-core";
import type { Measurement } from "../../kit/measurement.ts";
import { ratioOf } from "../../kit/measurement.ts";
import type { Order } from "../conformance-row.ts";
import { type Expected, expectedValue, gradients, penaltyGradients } from "../reference/derivatives.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { numbers } from "./draw.ts";
import type { Trial } from "./trial.ts";
import { allowedError, type Arithmetic, UNIT_ROUNDOFF } from "./allowed-error.ts";

/**
 * Compares one instance of an operation with its reference, entry by entry.
 *
 * @param trial - the instance
 * @param order - value, gradient, or the gradient of a penalty
 * @param arithmetic - how the backend rounds
 * @returns for every tensor that is compared, the entry nearest to its limit or beyond it
 */
export async function measureTrial(trial: Trial, order: Order, arithmetic: Arithmetic): Promise<Measurement[]> {
  const leaves = trial.args.map(({ shape, values }) => leaf(shape, values));
  const result = trial.reference(...leaves);
  const weights = numbers(result.value.length, leaves.every((node) => node.isWhole) ? "odd" : "real", 99);
  const expected = expectedOf(order, result, leaves, weights);
  const found = order === "value" ? [trial.run(...tensorsOf(trial))] : slopesOf(trial, order, result.shape, weights);
  const shapesWanted =
    order === "value" ? [result.shape] : [...leaves, leaf(result.shape, weights)].map(({ shape }) => shape);
  const measurements: Measurement[] = [];
  for (const [i, tensor] of found.entries()) {
    const wanted = expected[i];
    const shape = shapesWanted[i];
    if (wanted === undefined || shape === undefined) continue;
    const what = order === "value" ? "value" : i < leaves.length ? `gradient for argument ${i + 1}` : "gradient for c";
    const compare =
      trial.scaleOfSpecial === undefined
        ? withinAllowed(wanted, arithmetic)
        : withSpecialValues(arithmetic, trial.scaleOfSpecial);
    measurements.push(shapeDifference(tensor, shape, what), closest(await tensor.data(), wanted, what, compare));
  }
  return measurements;
}

function expectedOf(
  order: Order,
  result: ReferenceNode,
  leaves: readonly ReferenceNode[],
  weights: Float32Array,
): readonly Expected[] {
  if (order === "value") return [expectedValue(result)];
  if (order === "first") return gradients(result, weights, leaves);
  return penaltyGradients(result, leaves, leaf(result.shape, weights));
}

const tensorsOf = ({ args }: Trial) => args.map(({ shape, values }) => tf.tensor(values, [...shape]));

/** The gradients on the backend, of ⟨c, y⟩ or of the penalty. */
function slopesOf(
  trial: Trial,
  order: "first" | "second",
  shape: readonly number[],
  weights: Float32Array,
): tf.Tensor[] {
  const tensors = tensorsOf(trial);
  const c = tf.tensor(weights, [...shape]);
  const value = (...xs: tf.Tensor[]) => trial.run(...xs);
  if (order === "first") return tf.grads(value)(tensors, c);
  const penalty = (...xs: tf.Tensor[]) => {
    const last = xs.at(-1) ?? c;
    const curved = (...inner: tf.Tensor[]) => {
      const y = value(...inner);
      return tf.mul(last, tf.add(y, tf.square(y)));
    };
    const slopes = tf.grads(curved)(xs.slice(0, -1));
    return tf.addN(slopes.map((slope) => tf.sum(tf.square(slope))));
  };
  return tf.grads(penalty)([...tensors, c]);
}

function shapeDifference(tensor: tf.Tensor, shape: readonly number[], what: string): Measurement {
  const same = tensor.shape.length === shape.length && tensor.shape.every((extent, d) => extent === shape[d]);
  return {
    observed: same ? 0 : 1,
    allowed: 0,
    what: `shape of the ${what}, [${tensor.shape.join(", ")}] for [${shape.join(", ")}]`,
  };
}

/** What one entry showed: by how much it is off, and by how much it may be. */
type Compare = (
  found: number,
  wanted: number,
  entry: number,
) => { readonly observed: number; readonly allowed: number };

function withinAllowed(expected: Expected, arithmetic: Arithmetic): Compare {
  const allowed = allowedError(expected, arithmetic);
  return (found, wanted, entry) => ({
    observed: found === wanted ? 0 : Math.abs(found - wanted),
    allowed: allowed(entry),
  });
}

/** NaN for NaN, infinities by their sign, and finite numbers to the roundings of one function of that scale. */
function withSpecialValues({ accuracy, smallest }: Arithmetic, scale: number): Compare {
  const roundings = accuracy === "gpu" ? 64 : 16;
  return (found, wanted64) => {
    const wanted = Math.fround(wanted64);
    if (found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return { observed: 0, allowed: 0 };
    if (!Number.isFinite(found) || !Number.isFinite(wanted)) return { observed: Infinity, allowed: 0 };
    const allowed = roundings * UNIT_ROUNDOFF * (Math.abs(wanted) + scale) + smallest;
    return { observed: Math.abs(found - wanted), allowed };
  };
}

function closest(found: ArrayLike<number>, { value }: Expected, what: string, compare: Compare): Measurement {
  let worst = { entry: 0, observed: 0, allowed: 0, ratio: -1 };
  for (let entry = 0; entry < value.length; entry += 1) {
    const got = found[entry] ?? Number.NaN;
    const { observed, allowed } = compare(got, value[entry] ?? Number.NaN, entry);
    const ratio = observed === 0 ? 0 : ratioOf({ observed, allowed, what });
    if (ratio > worst.ratio) worst = { entry, observed, allowed, ratio };
  }
  const { entry, observed, allowed } = worst;
  return {
    observed,
    allowed,
    what: value.length === 0 ? what : `${what}, entry ${entry}: ${found[entry]} for ${value[entry]}`,
  };
}
