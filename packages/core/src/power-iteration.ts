import * as tf from "@tensorflow/tfjs-core";
import { detach } from "./detach.ts";
import type { KernelMatrix } from "./kernel-matrix.ts";
import type { RandomStream } from "./rng.ts";

/**
 * Approximate singular vectors of a kernel's matrix, of unit norm in every block. A depthwise kernel has one pair for each
 * channel: one pair for the whole block diagonal matrix would forget the weaker blocks (their share of u falls below what
 * float32 can hold) and never find them again when they grow.
 */
export interface SingularVectors {
  /** Left vector over the outputs, shape `[groups, 1, rows]`. */
  readonly u: tf.Tensor;
  /** Right vector over the inputs, shape `[groups, columns, 1]`. */
  readonly v: tf.Tensor;
}

/**
 * Random unit vectors over the outputs of every block of a kernel's matrix, to start power iteration from.
 *
 * A normal vector has a component along every singular vector with probability one. A fixed start, such as all ones,
 * can be orthogonal to the leading one and then stays there for ever.
 *
 * @param matrix - the kernel's matrix
 * @param random - where the numbers come from
 * @returns shape `[groups, 1, rows]`, of unit norm in every block
 *
 * @example
 * ```ts
 * import { createRng, kernelMatrix, startVector } from "@lipschitz-gan/core";
 *
 * const u = startVector(kernelMatrix("dense", [3, 5])!, createRng(0).stream("u"));
 * u.shape; // => [1, 1, 5]
 * ```
 * @see Kuczyński & Woźniakowski (1992), Estimating the largest eigenvalue by the power and Lanczos algorithms with a random start, https://doi.org/10.1137/0613066
 */
export function startVector({ groups, rows }: KernelMatrix, random: RandomStream): tf.Tensor {
  const values = Float32Array.from({ length: groups * rows }, () => random.normal());
  return tf.tidy(() => unit(tf.tensor3d(values, [groups, 1, rows])));
}

/**
 * One round of power iteration in every block, `v ← Wᵀu / |Wᵀu|`, `u ← Wv / |Wv|`.
 *
 * Scaling W by a power of two leaves u and v bitwise the same as long as no entry over- or underflows: there is no
 * additive epsilon. Where `Wᵀu` or `Wv` of a block is zero or not finite, its vector before is kept, so a zero matrix or
 * a NaN cannot spoil the state.
 *
 * @param blocks - the transposed blocks of the matrix, shape `[groups, columns, rows]`, from `KernelMatrix.toBlocks`
 * @param vectors - the vectors so far; only `u` matters unless `Wᵀu` vanishes
 * @returns the next vectors, which the caller disposes
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { powerIteration } from "@lipschitz-gan/core";
 *
 * const w = tf.tensor3d([3, 0, 0, 4], [1, 2, 2]); // diagonal, so W is its own transpose
 * let vectors = { u: tf.tensor3d([0.6, 0.8], [1, 1, 2]), v: tf.zeros([1, 2, 1]) };
 * for (let i = 0; i < 30; i++) vectors = powerIteration(w, vectors);
 * vectors.u.dataSync()[1]; // => ~1
 * ```
 * @see Miyato et al. (2018), eqs. 18–19 and algorithm 1, https://arxiv.org/abs/1802.05957
 */
export function powerIteration(blocks: tf.Tensor3D, { u, v }: SingularVectors): { u: tf.Tensor3D; v: tf.Tensor3D } {
  return tf.tidy(() => {
    const nextV = unitOr(tf.matMul(blocks, u, false, true), v);
    const nextU = unitOr(tf.matMul(nextV, blocks, true, false), u);
    return { u: nextU as tf.Tensor3D, v: nextV as tf.Tensor3D }; // shapes as in SingularVectors
  });
}

/**
 * The estimate `|uᵀWv|` of the largest singular value, the largest over the blocks. Differentiable in W, with u and v
 * constants.
 *
 * For unit vectors it never exceeds the largest singular value (up to rounding): it is a lower bound and is never to be
 * taken for an upper one. Its gradient is `u vᵀ` in the block that attains it (`−u vᵀ` where W has moved so far from the
 * round before that `uᵀWv` is negative) and zero in the others. A NaN entry anywhere makes it NaN, an infinite one NaN or infinite.
 *
 * @param blocks - the transposed blocks of the matrix, shape `[groups, columns, rows]`
 * @param vectors - unit vectors, from `powerIteration`
 * @returns a scalar
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { singularValueEstimate } from "@lipschitz-gan/core";
 *
 * const w = tf.tensor3d([3, 0, 0, 4], [1, 2, 2]);
 * const vectors = { u: tf.tensor3d([0, 1], [1, 1, 2]), v: tf.tensor3d([0, 1], [1, 2, 1]) };
 * singularValueEstimate(w, vectors).dataSync()[0]; // => 4
 * ```
 * @see Miyato et al. (2018), eq. 19 and section 2.3, https://arxiv.org/abs/1802.05957
 */
export function singularValueEstimate(blocks: tf.Tensor3D, { u, v }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups] = blocks.shape;
    const product = tf.matMul(v, blocks, true, false);
    const estimates = tf.abs(tf.sum(tf.mul(product, u), [1, 2]));
    if (groups === 1) return tf.reshape(estimates, []);
    // The blocks that do not attain the maximum are multiplied by 0, which lets a NaN of theirs through.
    // Cast, since the WASM kernel writes whole numbers whatever dtype it is asked for.
    const attaining = tf.cast(tf.oneHot(tf.argMax(detach(estimates)), groups), "float32");
    return tf.sum(tf.mul(estimates, attaining));
  });
}

/** `x / |x|` in every block; dividing by the largest entry first keeps the squares from over- or underflowing, and exact scaling exact. */
function unit(x: tf.Tensor, largest: tf.Tensor = largestEntry(x)): tf.Tensor {
  const scaled = tf.div(x, largest);
  return tf.div(scaled, tf.sqrt(tf.sum(tf.square(scaled), [1, 2], true)));
}

function largestEntry(x: tf.Tensor): tf.Tensor {
  return tf.max(tf.abs(x), [1, 2], true);
}

/** In one kernel where the backend has it and no gradient is wanted: it works in float64, and has none. */
function unitOr(x: tf.Tensor, fallback: tf.Tensor): tf.Tensor {
  // Typed as always there; undefined at run time for a kernel that the backend lacks.
  const kernel: tf.KernelConfig | undefined = tf.getKernel(UNIT_OR, tf.getBackend());
  if (kernel !== undefined && tf.engine().state.gradientDepth === 0) {
    return tf.engine().runKernel<tf.Tensor>(UNIT_OR, { x, fallback });
  }
  const largest = largestEntry(x);
  // Written so that NaN fails both comparisons.
  const usable = tf.logicalAnd(tf.greater(largest, 0), tf.lessEqual(largest, MAX_FLOAT32));
  return tf.where(tf.broadcastTo(usable, x.shape), unit(x, largest), tf.reshape(fallback, x.shape));
}

/** Of `@lipschitz-gan/backend`. */
const UNIT_OR = "UnitOr";

const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;
