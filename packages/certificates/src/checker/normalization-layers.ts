import { linear, part, type SingleCall } from "./layer-call.ts";
import { axesOf, flagOf, numberOf } from "./layer-settings.ts";
import type { LinearMap } from "./linear-map.ts";
import { type Along, type Part, sizeOf } from "./operation.ts";
import type { Layer } from "./read-topology.ts";
import { demand, overUp, plusDown, rootDown, UNIT } from "./rounding.ts";

export function batchNormalization({ layer, shape, weights }: SingleCall): readonly Part[] {
  const [axis = 0, ...others] = axesOf(layer, shape.length, -1);
  demand(others.length === 0, () => `axis of layer ${layer.name} must be one`);
  const n = shape[axis] ?? 0;
  const get = (name: string, key: string): Float64Array | null =>
    flagOf(layer, key, true) ? weights(layer, name, [n]) : null;
  const [gamma, beta] = [get("gamma", "scale"), get("beta", "center")];
  const [mean, variance] = [weights(layer, "moving_mean", [n]), weights(layer, "moving_variance", [n])];
  const epsilon = numberOf(layer, "epsilon", 1e-3);
  let upper = 0;
  const values = variance.map((own, i) => {
    const gain = gamma === null ? 1 : (gamma[i] as number);
    const square = own + epsilon;
    demand(
      square > 0 && epsilon >= 0,
      () => `variance + epsilon of layer ${layer.name} must be > 0, received ${square}`,
    );
    upper = Math.max(upper, overUp(Math.abs(gain), rootDown(plusDown(own, Math.min(epsilon, Math.fround(epsilon))))));
    return gain / Math.sqrt(square);
  });
  const inner = sizeOf(shape.slice(axis + 1));
  const before = { values: mean, inner };
  const after = beta === null ? null : { values: beta, inner };
  return [scaled(layer, shape, { axis, values, error: 4 * UNIT }, before, after, upper)];
}

/** A scale as a linear map: one tap for each place around its axis. */
function scaled(
  layer: Layer,
  shape: readonly number[],
  scale: Part["scale"] & object,
  before: Along | null,
  after: Along | null,
  upper: number,
): Part {
  const { axis, values, error } = scale;
  const [n, inner, size] = [values.length, sizeOf(shape.slice(axis + 1)), sizeOf(shape)];
  const places = Int32Array.from({ length: size / n }, (_, i) => Math.floor(i / inner) * inner * n + (i % inner));
  const map: LinearMap = {
    inputSize: size,
    outputSize: size,
    groups: n,
    perInput: 1,
    perOutput: 1,
    inputStride: inner,
    outputStride: inner,
    weights: values,
    error,
    isCopy: false,
    terms: 1,
    taps: () => ({ outputs: places, inputs: places, blocks: new Int32Array(places.length), factors: null }),
  };
  return part(layer, shape, linear(map, before, after), upper, { scale });
}

export function rescaling({ layer, shape }: SingleCall): readonly Part[] {
  const factor = Math.fround(numberOf(layer, "scale"));
  const offset = numberOf(layer, "offset", 0);
  const n = shape.at(-1) ?? 1;
  const scale = { axis: shape.length - 1, values: new Float64Array(n).fill(factor), error: 0 };
  return [scaled(layer, shape, scale, null, { values: Float64Array.of(offset), inner: 1 }, Math.abs(factor))];
}

/**
 * `max |gamma| / √epsilon`: with z the centred entries and `s² = |z|² / m + epsilon`, the derivative of z / s is 1 / s across z and
 * `epsilon / s³` along it, and centring has norm 1.
 */
export function layerNormalization({ layer, shape, weights }: SingleCall): readonly Part[] {
  const axes = axesOf(layer, shape.length, -1);
  const sizes = axes.map((axis) => shape[axis] ?? 0);
  const epsilon = numberOf(layer, "epsilon", 1e-3);
  const least = Math.min(epsilon, Math.fround(epsilon)); // TensorFlow.js adds the one or the other
  demand(least > 0, () => `epsilon of layer ${layer.name} must be > 0, received ${epsilon}`);
  const n = sizeOf(sizes);
  const gamma = flagOf(layer, "scale", true) ? weights(layer, "gamma", sizes) : new Float64Array(n).fill(1);
  const beta = flagOf(layer, "center", true) ? weights(layer, "beta", sizes) : new Float64Array(n);
  const gain = gamma.reduce((largest, own) => Math.max(largest, Math.abs(own)), 0);
  const upper = overUp(gain, rootDown(least));
  return [part(layer, shape, { type: "layerNormalization", axes, gamma, beta, epsilon }, upper)];
}
