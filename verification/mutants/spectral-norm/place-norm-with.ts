import { type ConvolutionMap, convolutionUpper, windowOverlap } from "@lipschitz-gan/certificates";
import {
  type BoundConstraint,
  type ConstrainedWeight,
  detach,
  type LipschitzConstraint,
  type Rng,
  shareOfK,
  weightOperator,
  type WeightOperator,
} from "@lipschitz-gan/core";
import { spectralNorm, type SpectralNormOptions } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";
import { divided, type FullBinding, zeroToOne } from "./spectral-norm-with.ts";

/** What a wrong version of the modes that know of places does differently. The rest is as it should be. */
export interface PlaceParts {
  /** What the layer's linear map is taken for, at each place. */
  readonly places?: (weight: ConstrainedWeight) => readonly WeightOperator[];
  /** Over how many groups of channels vectors are of unit length each. */
  readonly groups?: (operator: WeightOperator) => number;
  /** One round of power iteration. */
  readonly round?: (operator: WeightOperator, value: tf.Tensor, vectors: Vectors) => Vectors;
  /** σ of the kernel, from its pairs. */
  readonly estimate?: (value: tf.Tensor, pairs: readonly Pair[], weight: ConstrainedWeight) => tf.Scalar;
  /** What becomes of a binding before it is used. */
  readonly binding?: (bound: FullBinding) => BoundConstraint;
  /** An upper bound of the norm of a kernel's map at one place, in the mode that divides by one. */
  readonly upper?: (geometry: ConvolutionMap, kernel: Float64Array) => number;
  /** By how much the bound is enlarged for rounding, of the kernel's Frobenius norm times √κ. */
  readonly margin?: number;
}

/** Left and right vectors of one place, as images. */
export interface Vectors {
  readonly u: tf.Tensor;
  readonly v: tf.Tensor;
}

/** The vectors of one place, as they are kept. */
export interface Pair {
  readonly operator: WeightOperator;
  readonly u: tf.Variable;
  readonly v: tf.Variable;
}

/** Spectral normalisation by the norm of the layer's map, or by a bound of it, written out once more. */
export function placeNormWith(
  mode: "operator" | "certified",
  parts: PlaceParts,
): (options?: SpectralNormOptions) => LipschitzConstraint {
  const { binding = (bound) => bound } = parts;
  return (options = {}) => {
    const { k = 1, kPerWeight, powerIterations = 1 } = options;
    return {
      ...spectralNorm({ ...options, mode }),
      bind: (weights, rng) => {
        const share = kPerWeight ?? shareOfK(k, weights.length);
        return binding(bind(weights, rng, { mode, share, powerIterations, ...parts }));
      },
    };
  };
}

interface Settings extends PlaceParts {
  readonly mode: "operator" | "certified";
  readonly share: number;
  readonly powerIterations: number;
}

function bind(weights: readonly ConstrainedWeight[], rng: Rng, settings: Settings): FullBinding {
  const {
    mode,
    share,
    powerIterations,
    places = ({ operators }) => operators,
    groups = ({ geometry }) => geometry.groups,
    round = (operator, value, vectors) => plainRound(operator, value, vectors, groups(operator)),
    estimate = largestEstimate,
  } = settings;
  const pairs = new Map(
    weights.map((weight) => [
      weight.name,
      places(weight).map((operator, place) => {
        const stream = rng.stream(`${weight.name}/${place}`);
        const length = operator.outputShape.reduce((product, n) => product * n, 1);
        const kept = tf.tidy(() => {
          const normals = tf.tensor(Float32Array.from({ length }, () => stream.normal()), [1, ...operator.outputShape]); // prettier-ignore
          const u = unitOr(normals, normals, groups(operator));
          const first = round(operator, weight.variable, { u, v: tf.zeros([1, ...operator.inputShape]) });
          return { u: tf.variable(first.u, false), v: tf.variable(first.v, false) };
        });
        return Object.assign(kept, { operator });
      }),
    ]),
  );
  const state = (): Record<string, tf.Variable> =>
    Object.fromEntries(
      [...pairs].flatMap(([name, own]) =>
        own.flatMap(({ u, v }, place) => {
          const suffix = place === 0 ? "" : `_${place}`;
          return [[`${name}/u${suffix}`, u] as const, [`${name}/v${suffix}`, v] as const];
        }),
      ),
    );
  const dispose = (): void => tf.dispose(state());
  return {
    update: (weight, value) => {
      for (const { operator, u, v } of pairs.get(weight.name) ?? []) {
        tf.tidy(() => {
          let next: Vectors = { u, v };
          for (let i = 0; i < powerIterations; i++) next = round(operator, value, next);
          if (next.u !== u) u.assign(next.u);
          if (next.v !== v) v.assign(next.v);
        });
      }
    },
    parametrize: (weight, value) =>
      tf.tidy(() => {
        const own = pairs.get(weight.name) ?? [];
        const sigma = estimate(value, own, weight);
        return mode === "operator" ? divided(value, sigma, share) : certified(value, sigma, own, settings);
      }),
    state,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function plainRound({ map }: WeightOperator, value: tf.Tensor, { u, v }: Vectors, groups: number): Vectors {
  const linear = map(value);
  const nextV = unitOr(linear.adjoint(u), v, groups);
  return { v: nextV, u: unitOr(linear.apply(nextV), u, groups) };
}

/** `max |uᵀTv|` over places and groups; NaN if an entry is not finite. */
export function largestEstimate(value: tf.Tensor, pairs: readonly Pair[]): tf.Scalar {
  const estimates = tf.abs(tf.concat(pairs.map(({ operator, u, v }) => operator.pairing(value, u, v))));
  const spoilt = tf.sum(tf.mul(detach(value), 0));
  if (estimates.size === 1) return tf.add(tf.sum<tf.Scalar>(estimates), spoilt);
  const attaining = tf.cast(tf.oneHot(tf.argMax(detach(estimates)), estimates.size), "float32");
  return tf.add(tf.sum<tf.Scalar>(tf.mul(estimates, attaining)), spoilt);
}

/** Of unit length in every group of channels, where that can be. */
export function unitOr(x: tf.Tensor, fallback: tf.Tensor, groups: number): tf.Tensor {
  const grouped = tf.reshape(x, [-1, groups, (x.shape.at(-1) ?? 1) / groups]);
  const most = tf.max(tf.abs(grouped), [0, 2], true);
  const usable = tf.logicalAnd(tf.greater(most, 0), tf.less(most, Infinity));
  const scaled = tf.div(grouped, most);
  const unit = tf.div(scaled, tf.sqrt(tf.sum(tf.square(scaled), [0, 2], true)));
  return tf.reshape(
    tf.where(tf.broadcastTo(usable, grouped.shape), unit, tf.reshape(fallback, grouped.shape)),
    x.shape,
  );
}

/** What an entry may be off by once it is rounded, and a little more. */
const MARGIN = 1.01 * 2 ** -24;

/** `share · W / U` with the gradient of `W / σ`, the ratio of U to σ held constant. */
function certified(
  value: tf.Tensor,
  sigma: tf.Scalar,
  pairs: readonly Pair[],
  { share, upper = upperOf, margin = MARGIN }: Settings,
): tf.Tensor {
  const entries = Float64Array.from(value.dataSync());
  const most = entries.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const isFinite = entries.every(Number.isFinite);
  // By a power of two, so that nothing over- or underflows.
  const scale = most > 0 && isFinite ? 2 ** Math.floor(Math.log2(most)) : 1;
  const scaled = entries.map((x) => x / scale);
  const length = Math.hypot(...scaled);
  const bounds = pairs.map(({ operator: { geometry } }) => {
    if (!isFinite) return Number.NaN;
    const found = upper(geometry, scaled);
    return found === 0 ? 0 : found + margin * spreadOf(geometry) * length;
  });
  const bound = Math.max(...bounds) === 0 ? 1 : Math.max(...bounds);
  const bar = tf.customGrad((...[given]: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.tensor(Float32Array.from(scaled, (x) => (share * x) / bound), (given as tf.Tensor).shape), // prettier-ignore
    gradFunc: (dy: tf.Tensor) => tf.div(tf.mul(dy, share / bound), scale),
  }))(value);
  const norm = zeroToOne(tf.where(tf.isFinite(sigma), sigma, Number.NaN));
  return tf.div(bar, tf.div(norm, detach(norm))); // by 1
}

/** √κ: of the most windows that meet one entry. */
export function spreadOf({ axes }: ConvolutionMap): number {
  return Math.sqrt(
    axes.reduce(
      (product, { kernelSize, stride, dilation }) => product * windowOverlap(kernelSize, stride, dilation),
      1,
    ),
  );
}

/** A kernel as its layer keeps it. */
export function kernelTensor(geometry: ConvolutionMap, kernel: Float64Array): tf.Tensor {
  const { axes, inChannels, groups, outChannels } = geometry;
  const window = axes.map(({ kernelSize }) => kernelSize);
  return tf.tensor(Float32Array.from(kernel), [...window, inChannels, outChannels / groups]); // groups are 1 or all channels
}

/** A sound bound. */
export function upperOf(geometry: ConvolutionMap, kernel: Float64Array): number {
  return convolutionUpper(geometry, kernel).upper;
}

/** The operators of a weight with other axes. */
export function withAxes(
  change: (axis: ConvolutionMap["axes"][0]) => ConvolutionMap["axes"][0],
): (weight: ConstrainedWeight) => readonly WeightOperator[] {
  return ({ operators }) =>
    operators.map(({ geometry }) => weightOperator({ ...geometry, axes: geometry.axes.map(change) }));
}
