import { type ConstrainedWeight, detach, type RandomStream, type Rng, type WeightOperator } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernel } from "./has-kernel.ts";
import { operatorsOf } from "./operators-of.ts";

/**
 * Approximate singular vectors of a kernel's linear map, one pair for each of its places and each group of channels there:
 * one pair for all channels of a depthwise kernel, or for all places, would forget the weaker ones (their share falls below
 * what float32 can hold) and never find them again when they grow.
 *
 * @internal
 */
export interface SingularPairs {
  /** The vectors by name: `u` and `v` at the first place, `u_1` and `v_1` at the next. */
  readonly state: Readonly<Record<string, tf.Variable>>;
  /**
   * Moves all pairs by some rounds of `v ← T*u / |T*u|`, `u ← Tv / |Tv|`. A vector that would vanish or not be finite stays.
   *
   * @param value - the kernel
   * @param rounds - how many
   */
  readonly move: (value: tf.Tensor, rounds: number) => void;
  /**
   * The largest `|uᵀTv|`: at most the norm of T, up to rounding. Its gradient is that of the pair that attains it.
   *
   * @param value - the kernel; differentiable, with all vectors constant
   * @returns a scalar; NaN or infinite if any entry of the kernel is not finite, also one that meets nothing but zeros around the image
   */
  readonly estimate: (value: tf.Tensor) => tf.Scalar;
}

/**
 * Pairs after one round from a random start, for every place of a kernel.
 *
 * @param where - the constraint, for errors
 * @param weight - the weight
 * @param rng - streams of the starts
 * @param value - the kernel that the first round is run with
 * @returns the pairs, whose state the caller disposes
 * @throws RangeError if nothing is known of the weight's places
 * @internal
 */
export function singularPairs(where: string, weight: ConstrainedWeight, rng: Rng, value: tf.Tensor): SingularPairs {
  const pairs = operatorsOf(where, weight).map((operator, place) => {
    const stream = place === 0 ? weight.name : `${weight.name}/${place}`;
    return startPair(operator, rng.stream(`spectral-norm/${stream}`), value);
  });
  return {
    state: Object.fromEntries(
      pairs.flatMap(({ u, v }, place) => {
        const suffix = place === 0 ? "" : `_${place}`;
        return [[`u${suffix}`, u] as const, [`v${suffix}`, v] as const];
      }),
    ),
    move: (kernel, rounds) => {
      for (const { operator, u, v } of pairs) {
        tf.tidy(() => {
          let next: Vectors = { u, v };
          for (let i = 0; i < rounds; i++) next = round(operator, kernel, next);
          u.assign(next.u);
          v.assign(next.v);
        });
      }
    },
    estimate: (kernel) =>
      tf.tidy(() => {
        const estimates = tf.abs(tf.concat(pairs.map(({ operator, u, v }) => operator.pairing(kernel, u, v))));
        return largest(estimates);
      }),
  };
}

interface Vectors {
  readonly u: tf.Tensor;
  readonly v: tf.Tensor;
}

interface Pair {
  readonly operator: WeightOperator;
  readonly u: tf.Variable;
  readonly v: tf.Variable;
}

function startPair(operator: WeightOperator, random: RandomStream, value: tf.Tensor): Pair {
  const { inputShape, outputShape, geometry } = operator;
  const vectors = tf.tidy(() => {
    const length = outputShape.reduce((product, n) => product * n, 1);
    const normals = tf.tensor(
      Float32Array.from({ length }, () => random.normal()),
      [1, ...outputShape],
    );
    const u = unitOr(normals, normals, geometry.groups);
    const first = round(operator, value, { u, v: tf.zeros([1, ...inputShape]) });
    return { u: tf.variable(first.u, false), v: tf.variable(first.v, false) };
  });
  return { operator, ...vectors };
}

function round({ map, geometry: { groups } }: WeightOperator, value: tf.Tensor, { u, v }: Vectors): Vectors {
  const linear = map(value);
  const nextV = unitOr(linear.adjoint(u), v, groups);
  return { v: nextV, u: unitOr(linear.apply(nextV), u, groups) };
}

/** Of `@lipschitz-gan/backend`: in float64, without a gradient. */
const UNIT_OR = "UnitOr";

/** `x / |x|` in every group of channels; dividing by the largest entry first keeps the squares from over- or underflowing, and exact scaling exact. */
function unitOr(x: tf.Tensor, fallback: tf.Tensor, groups: number): tf.Tensor {
  if (groups === 1 && hasKernel(UNIT_OR) && tf.engine().state.gradientDepth === 0) {
    return tf.engine().runKernel<tf.Tensor>(UNIT_OR, { x, fallback });
  }
  const grouped = tf.reshape(x, [-1, groups, (x.shape.at(-1) ?? 1) / groups]);
  const most = tf.max(tf.abs(grouped), [0, 2], true);
  // Written so that NaN fails both comparisons.
  const usable = tf.logicalAnd(tf.greater(most, 0), tf.lessEqual(most, MAX_FLOAT32));
  const scaled = tf.div(grouped, most);
  const unit = tf.div(scaled, tf.sqrt(tf.sum(tf.square(scaled), [0, 2], true)));
  const chosen = tf.where(tf.broadcastTo(usable, grouped.shape), unit, tf.reshape(fallback, grouped.shape));
  return tf.reshape(chosen, x.shape);
}

const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** The largest entry; the others are multiplied by 0, which lets a NaN of theirs through. */
function largest(estimates: tf.Tensor1D): tf.Scalar {
  const [n] = estimates.shape;
  if (n === 1) return tf.reshape(estimates, []);
  // Cast, since the WASM kernel writes whole numbers whatever dtype it is asked for.
  const attaining = tf.cast(tf.oneHot(tf.argMax(detach(estimates)), n), "float32");
  return tf.sum(tf.mul(estimates, attaining));
}
