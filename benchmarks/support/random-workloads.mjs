// @ts-check
import { constrain } from "@lipschitz-gan/core";
import { buildModels } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";

/** @typedef {import("./random-numbers.mjs").RandomNumbers} RandomNumbers */
/** @typedef {(...given: tf.Tensor[]) => tf.Tensor} Linear */

/** Unit roundoff of float32. */
const U = 2 ** -24;

/** @param {readonly number[]} shape @param {RandomNumbers} random @returns {tf.Tensor} numbers in [-1, 1) */
function entries(shape, random) {
  const count = shape.reduce((entry, size) => entry * size, 1);
  return tf.tensor(
    Float32Array.from({ length: count }, () => 2 * random.next() - 1),
    [...shape],
  );
}

/**
 * Runs what is linear in each operand on "native" and, some of the time, on "wasm".
 *
 * Both round each of the n terms of a sum and its n - 1 partial sums, in some order: their results lie within
 * 2 (n + 1) u Σ|terms| of each other to first order (Higham 2002, section 3.1), where Σ|terms| is the same function of the
 * magnitudes.
 *
 * @param {RandomNumbers} random
 * @param {Linear} linear
 * @param {readonly tf.Tensor[]} operands
 * @param {number} terms - n
 * @returns {number} the largest difference, in units of what is allowed; 0 if not compared
 */
function compared(random, linear, operands, terms) {
  const native = linear(...operands);
  if (!random.chance(0.25)) {
    finite(native);
    return 0;
  }
  const values = native.dataSync();
  tf.engine().backendName = "wasm"; // the same tensors under their other name
  try {
    const other = linear(...operands).dataSync();
    const scale = linear(...operands.map((operand) => tf.abs(operand))).dataSync();
    let worst = 0;
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs((values[i] ?? Number.NaN) - (other[i] ?? Number.NaN));
      const allowed = 2 * (terms + 1) * U * Math.abs(scale[i] ?? 0) * 1.01 + 2 ** -120;
      const ratio = difference / allowed;
      if (!(ratio <= 1))
        throw new Error(`native ${values[i]}, wasm ${other[i]}, allowed ${allowed}: ${native.shape.join()}`);
      worst = Math.max(worst, ratio);
    }
    return worst;
  } finally {
    tf.engine().backendName = "native";
  }
}

/** @param {tf.Tensor} tensor */
function finite(tensor) {
  if (!tensor.dataSync().every(Number.isFinite)) throw new Error(`not finite: ${tensor.shape.join()}`);
}

/** @param {RandomNumbers} random */
function geometry(random) {
  const [batch, height, width] = [random.integer(1, 6), random.integer(1, 20), random.integer(1, 20)];
  const [taps, stride] = [random.integer(1, 5), random.integer(1, 3)];
  const pad = height < taps || width < taps ? "same" : random.one(/** @type {const} */ (["same", "valid"]));
  return { batch, height, width, taps, stride, pad, channels: random.integer(1, 40), filters: random.integer(1, 40) };
}

/** @param {RandomNumbers} random */
function convolution(random) {
  const { batch, height, width, taps, stride, pad, channels, filters } = geometry(random);
  const x = /** @type {tf.Tensor4D} */ (entries([batch, height, width, channels], random));
  const w = /** @type {tf.Tensor4D} */ (entries([taps, taps, channels, filters], random));
  const forward = (/** @type {tf.Tensor} */ a, /** @type {tf.Tensor} */ b) =>
    tf.conv2d(/** @type {tf.Tensor4D} */ (a), /** @type {tf.Tensor4D} */ (b), stride, pad);
  const worst = compared(random, forward, [x, w], taps * taps * channels);
  const { shape } = forward(x, w);
  const dy = entries(shape, random);
  const [, outHeight, outWidth] = shape;
  const toInput = (/** @type {tf.Tensor} */ a, /** @type {tf.Tensor} */ b) =>
    tf.grad((/** @type {tf.Tensor} */ given) => forward(given, b))(x, a);
  const toFilter = (/** @type {tf.Tensor} */ a, /** @type {tf.Tensor} */ b) =>
    tf.grad((/** @type {tf.Tensor} */ given) => forward(b, given))(w, a);
  return Math.max(
    worst,
    compared(random, toInput, [dy, w], taps * taps * filters),
    compared(random, toFilter, [dy, x], batch * outHeight * outWidth),
  );
}

/** @param {RandomNumbers} random */
function depthwise(random) {
  const { batch, height, width, taps, stride, pad, channels } = geometry(random);
  const multiplier = random.integer(1, 3);
  const x = /** @type {tf.Tensor4D} */ (entries([batch, height, width, channels], random));
  const w = /** @type {tf.Tensor4D} */ (entries([taps, taps, channels, multiplier], random));
  const forward = (/** @type {tf.Tensor} */ a, /** @type {tf.Tensor} */ b) =>
    tf.depthwiseConv2d(/** @type {tf.Tensor4D} */ (a), /** @type {tf.Tensor4D} */ (b), stride, pad);
  const gradients = tf.grads((a, b) => tf.sum(tf.square(forward(a, b))))([x, w]);
  for (const gradient of gradients) finite(gradient);
  return compared(random, forward, [x, w], taps * taps);
}

/** @param {RandomNumbers} random */
function product(random) {
  const [rows, inner, columns] = [random.integer(1, 90), random.integer(1, 90), random.integer(1, 90)];
  const [transposeA, transposeB] = [random.chance(0.5), random.chance(0.5)];
  const stack = random.chance(0.3) ? [random.integer(1, 4)] : [];
  const a = entries([...stack, ...(transposeA ? [inner, rows] : [rows, inner])], random);
  const b = entries([...stack, ...(transposeB ? [columns, inner] : [inner, columns])], random);
  return compared(random, (x, y) => tf.matMul(x, y, transposeA, transposeB), [a, b], inner);
}

/** @param {RandomNumbers} random */
function reduction(random) {
  const shape = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 24));
  const axes = shape.map((_, axis) => axis).filter(() => random.chance(0.5));
  const x = entries(shape, random);
  const terms = axes.reduce((count, axis) => count * (shape[axis] ?? 1), 1);
  const reduce = random.chance(0.5) ? tf.sum : tf.mean;
  return compared(random, (a) => reduce(a, axes), [x], terms + 1);
}

/** @param {RandomNumbers} random */
function elementwise(random) {
  const shape = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 24));
  const repeated = shape.map((size) => (random.chance(0.6) ? size : 1)).slice(random.integer(0, shape.length - 1));
  const [a, b] = [entries(shape, random), entries(repeated, random)];
  const alpha = random.next();
  const loss = (/** @type {tf.Tensor} */ x, /** @type {tf.Tensor} */ y) =>
    tf.mean(tf.div(tf.leakyRelu(tf.sub(tf.mul(x, y), tf.relu(y)), alpha), tf.sqrt(tf.add(tf.square(x), 1))));
  for (const gradient of tf.grads(loss)([a, b])) finite(gradient);
  return compared(random, (x, y) => tf.mul(x, y), [a, b], 1);
}

/** Of images, scale and shift. @param {tf.Tensor} a @param {tf.Tensor} scale @param {tf.Tensor} shift @returns {tf.Tensor} */
function normalizedSquares(a, scale, shift) {
  const moments = tf.moments(a, [0, 1, 2]);
  const [mean, variance, factor, offset] = /** @type {[tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]} */ (
    /** @type {unknown} */ ([moments.mean, moments.variance, scale, shift])
  );
  return tf.sum(tf.square(tf.batchNorm(/** @type {tf.Tensor4D} */ (a), mean, variance, offset, factor, 0.1)));
}

/** @param {RandomNumbers} random */
function normalization(random) {
  const { batch, height, width, channels } = geometry(random);
  const given = [[batch, height, width, channels], [channels], [channels]].map((shape) => entries(shape, random));
  for (const gradient of tf.grads(normalizedSquares)(given)) finite(gradient);
  return 0;
}

/** @param {RandomNumbers} random */
function pooling(random) {
  const { batch, height, width, taps, stride, pad, channels } = geometry(random);
  const x = /** @type {tf.Tensor4D} */ (entries([batch, height, width, channels], random));
  const pool = random.chance(0.5) ? tf.maxPool : tf.avgPool;
  finite(tf.grad((a) => tf.sum(tf.square(pool(/** @type {tf.Tensor4D} */ (a), taps, stride, pad))))(x));
  return 0;
}

/** Two steps of a small critic and a small generator. @param {RandomNumbers} random */
async function training(random) {
  const width = random.one([1 / 64, 1 / 32, 3 / 64, 1 / 16]);
  const pair = buildModels("cnn32", { channels: random.one([1, 3]), width, seed: random.integer(1, 1e6) });
  const channels = /** @type {number} */ (pair.critic.inputs[0]?.shape.at(-1));
  const critic = constrain(pair.critic, random.chance(0.8) ? spectralNorm() : gradientPenalty());
  const optimizers = [1, 2].map(() => adam({ learningRate: 2e-4, beta1: 0.5, beta2: 0.999 }));
  const [generatorOptimizer, criticOptimizer] = optimizers;
  if (generatorOptimizer === undefined || criticOptimizer === undefined) throw new Error("no optimizers");
  const data = {
    /** @param {{ batchSize: number }} request */
    batch: ({ batchSize }) => ({
      values: Float32Array.from({ length: batchSize * 32 * 32 * channels }, () => 2 * random.next() - 1),
      shape: [batchSize, 32, 32, channels],
    }),
  };
  const trainer = createTrainer({
    generator: pair.generator,
    critic,
    loss: hinge(),
    data,
    generatorOptimizer,
    criticOptimizer,
    batchSize: random.integer(2, 5),
    latentSize: pair.latentSize,
  });
  for await (const { criticLoss } of trainer.steps(2)) {
    if (!Number.isFinite(criticLoss)) throw new Error(`the critic's loss is ${criticLoss}`);
  }
  for (const owner of [trainer, ...optimizers, critic, pair.generator, pair.critic]) owner.dispose();
  return 0;
}

/** @param {(random: RandomNumbers) => number} run */
const tidied = (run) => async (/** @type {RandomNumbers} */ random) => {
  let worst = 0;
  tf.tidy(() => {
    worst = run(random);
  });
  return worst;
};

/** Each comes up as often as it stands here. */
const often = {
  convolution: tidied(convolution),
  depthwise: tidied(depthwise),
  product: tidied(product),
  reduction: tidied(reduction),
  elementwise: tidied(elementwise),
  normalization: tidied(normalization),
  pooling: tidied(pooling),
};

/** What a step may do; resolves to the largest difference to WASM in units of what is allowed. */
export const workloads = [
  ...Object.entries(often).flatMap(([name, run]) => Array.from({ length: 4 }, () => ({ name, run }))),
  { name: "training", run: training },
];
