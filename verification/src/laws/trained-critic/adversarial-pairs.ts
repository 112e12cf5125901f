import { type ConstrainedModel, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** Two samples and how steep the critic is between them. */
export interface Pair {
  /** One sample, flat. */
  readonly x: readonly number[];
  /** The other. */
  readonly y: readonly number[];
  /** Their distance in l2, of the float32 values. */
  readonly distance: number;
  /** `|f(x) − f(y)| / |x − y|` as the backend computes f. */
  readonly slope: number;
}

const DISTANCES = [0.03, 0.3, 3];
const N_STARTS = 4;
const N_ROUNDS = 3;

/**
 * Pairs of samples between which the critic is steep: from random starts along the gradient, which is then taken at the
 * other end and followed again.
 *
 * The gradient's norm itself has no gradient to follow where a critic is piecewise linear; the ratio does.
 *
 * @param critic - a critic of scores `[n, 1]`
 * @param seed - seed of the starts
 */
export async function adversarialPairs(critic: ConstrainedModel, seed: number): Promise<readonly Pair[]> {
  const shape = critic.model.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const size = shape.reduce((product, n) => product * n, 1);
  const random = createRng(seed).stream("pairs");
  const count = N_STARTS * DISTANCES.length;
  const distances = tf.tensor2d(
    Array.from({ length: count }, (_, i) => DISTANCES[i % DISTANCES.length] ?? 1),
    [count, 1],
  );
  const x = tf.tensor2d(
    Float32Array.from({ length: count * size }, () => random.normal()),
    [count, size],
  );
  const scores = (points: tf.Tensor): tf.Tensor => critic.apply(tf.reshape(points, [count, ...shape]));
  const slopes = tf.grad((points: tf.Tensor) => tf.sum(scores(points)));
  let direction = unit(slopes(x));
  for (let round = 1; round < N_ROUNDS; round++) {
    direction = unit(tf.add(direction, unit(slopes(tf.add(x, tf.mul(direction, distances))))));
  }
  const y = tf.add(x, tf.mul(direction, distances));
  const [xs, ys, fx, fy] = await Promise.all([x, y, scores(x), scores(y)].map((tensor) => tensor.data()));
  return Array.from({ length: count }, (_, i) => {
    const at = (values: ArrayLike<number> | undefined): number[] =>
      Array.from(values ?? []).slice(i * size, (i + 1) * size);
    const distance = Math.hypot(...at(xs).map((value, j) => value - (at(ys)[j] ?? Number.NaN)));
    const slope = Math.abs((fx?.[i] ?? Number.NaN) - (fy?.[i] ?? Number.NaN)) / distance;
    return { x: at(xs), y: at(ys), distance, slope };
  });
}

/** Rows of unit norm; a row of zeros becomes a step along all axes alike. */
function unit(rows: tf.Tensor): tf.Tensor {
  const norms = tf.sqrt(tf.sum(tf.square(rows), 1, true));
  const still = tf.cast(tf.less(norms, 1e-20), "float32");
  const even = tf.div(tf.onesLike(rows), Math.sqrt(rows.shape[1] ?? 1));
  return tf.add(tf.div(rows, tf.add(norms, still)), tf.mul(even, still));
}
