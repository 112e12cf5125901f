import { type ConstrainedModel, createRng, type RandomStream } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type Measurement, ratioOf } from "../../../kit/measurement.ts";
import { u32 } from "../../weights/rounding.ts";

/** Which pairs of samples of a critic are measured. */
export interface PairsOptions {
  /** What the slopes are held against. */
  readonly upper: number;
  /** How many pairs. */
  readonly count: number;
  readonly seed: number;
}

const DISTANCES = [0.03, 0.3, 3];

/** Pairs in one batch: few enough for the caches. */
const BATCH = 25_000;

/**
 * The pair of samples that comes closest to a bound. In every second batch the second sample lies along the gradient at the first,
 * in the others anywhere.
 *
 * @param critic - a critic of scores `[n, 1]` of layers with kernels, ReLU and leaky ReLU
 * @param options - the bound and how many pairs
 */
export async function worstPair(critic: ConstrainedModel, { upper, count, seed }: PairsOptions): Promise<Measurement> {
  const [model, absolute] = [await critic.bake(), await absoluteModel(critic)];
  const roundings = gamma(roundingsOf(model));
  let worst: Measurement = { observed: 0, allowed: 0, what: "no pair" };
  for (let batch = 0; batch * BATCH < count; batch++) {
    const random = createRng(seed).stream("pairs", batch);
    const pairs = await measuredBatch(model, absolute, Math.min(BATCH, count), batch % 2 === 0, random);
    for (const [i, { rise, distance, size }] of pairs.entries()) {
      const allowed = upper * distance + roundings * size;
      const pair = { observed: rise, allowed, what: `|f(x) − f(y)| of pair ${batch * BATCH + i}` };
      if (batch + i === 0 || ratioOf(pair) > ratioOf(worst)) worst = pair;
    }
  }
  return worst;
}

/** `|f(x) − f(y)|`, `|x − y|` rounded up, and what f sums up in absolute values at both. */
interface Pair {
  readonly rise: number;
  readonly distance: number;
  readonly size: number;
}

async function measuredBatch(
  model: tfl.LayersModel,
  absolute: tfl.LayersModel,
  count: number,
  isAlongGradient: boolean,
  random: RandomStream,
): Promise<readonly Pair[]> {
  const shape = model.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const size = shape.reduce((total, n) => total * n, 1);
  const normals = (): tf.Tensor2D => tf.tensor2d(Float32Array.from({ length: count * size }, () => random.normal()), [count, size]); // prettier-ignore
  const scoresOf = (of: tfl.LayersModel, points: tf.Tensor): tf.Tensor =>
    of.apply(tf.reshape(points, [count, ...shape])) as tf.Tensor; // prettier-ignore -- one output
  const tensors = tf.tidy(() => {
    const x = normals();
    const slopes = (): tf.Tensor => tf.grad((points: tf.Tensor) => tf.sum(scoresOf(model, points)))(x);
    const distances = tf.tensor2d(Array.from({ length: count }, (_, i) => DISTANCES[i % DISTANCES.length] ?? 1), [count, 1]); // prettier-ignore
    const y = tf.add(x, tf.mul(unit(isAlongGradient ? slopes() : normals()), distances));
    const scores = [x, y].map((points) => scoresOf(model, points));
    const sizes = [x, y].map((points) => scoresOf(absolute, tf.abs(points)));
    return [x, y, ...scores, tf.add(...(sizes as [tf.Tensor, tf.Tensor]))];
  });
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  const [xs = [], ys = [], ofX = [], ofY = [], sizes = []] = values as ArrayLike<number>[];
  // All indices below are in range. The distance has as many roundings as entries, and some.
  const slack = 1 + (size + 8) * 2 ** -53;
  return Array.from({ length: count }, (_, i) => {
    let square = 0;
    for (let j = i * size; j < (i + 1) * size; j++) square += ((xs[j] as number) - (ys[j] as number)) ** 2;
    const rise = Math.abs((ofX[i] as number) - (ofY[i] as number));
    return { rise, distance: Math.sqrt(square) * slack, size: sizes[i] as number };
  });
}

/**
 * The critic with absolute weights: at absolute inputs it bounds the size of everything that is added up on the way, since ReLU and
 * leaky ReLU are the identity on what is not negative.
 */
async function absoluteModel(critic: ConstrainedModel): Promise<tfl.LayersModel> {
  const model = await critic.bake();
  tf.tidy(() => {
    for (const variable of model.weights) variable.write(tf.abs(variable.read()));
  });
  return model;
}

/** Rows of unit norm; a row of zeros stays one. */
function unit(rows: tf.Tensor): tf.Tensor {
  return tf.div(rows, tf.maximum(tf.sqrt(tf.sum(tf.square(rows), 1, true)), 1e-20));
}

/** On the longest way: for each kernel as many as its products and sums, one for the bias, one for a slope, one for a merge. */
function roundingsOf(model: tfl.LayersModel): number {
  return model.weights.reduce((total, { shape }) => {
    return shape.length < 2
      ? total
      : total + shape.slice(0, -1).reduce<number>((product, n) => product * (n ?? 1), 1) + 3;
  }, 0);
}

/** `γ_n = n u / (1 − n u)`, and once more for the rounding of the absolute network itself. */
function gamma(n: number): number {
  const once = (n * u32) / (1 - n * u32);
  return once * (1 + once);
}
