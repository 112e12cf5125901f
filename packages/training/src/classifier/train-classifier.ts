import { constrain, createRng, NonFiniteError, Scope, unconstrained } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { adam } from "../adam.ts";
import { gradientsByName } from "../internal/gradients-by-name.ts";
import { nextTurn } from "../internal/next-turn.ts";
import type { Optimizer } from "../optimizer.ts";
import { type Augmentation, augmentPictures } from "./augment-pictures.ts";
import { cosineDecay } from "./cosine-decay.ts";
import type { LabelledSource } from "./labelled-source.ts";

/** What {@link trainClassifier} needs. */
export interface ClassifierTraining {
  /** From samples to logits `[n, nClasses]`; its weights are trained in place. */
  readonly model: tfl.LayersModel;
  /** Samples with classes. */
  readonly data: LabelledSource;
  /** Times that every sample is seen, an integer >= 1; what is left of an epoch after its last whole batch goes into the next one. */
  readonly epochs: number;
  /** Samples a batch, an integer in `[1, size]`; 128 unless given. */
  readonly batchSize?: number;
  /** Adam's largest step size, > 0; 1e-3 unless given. */
  readonly learningRate?: number;
  /** Steps over which the learning rate rises; a twentieth of all, at most 200, unless given. */
  readonly warmUp?: number;
  /** How pictures are varied; left as they are unless given. */
  readonly augmentation?: Augmentation;
  /** Seed of the order and of the variations, an integer in `[0, 2^53)`; 0 unless given. */
  readonly seed?: number;
}

/** What happened in one epoch. */
export interface EpochReport {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the epoch's batches, in nats. */
  readonly loss: number;
  /** Share of its samples, as varied, that were classified right before the step that learned from them. */
  readonly accuracy: number;
  /** Seconds that it took. */
  readonly seconds: number;
}

/**
 * Trains a classifier by Adam on the cross-entropy, with a learning rate that warms up and falls along a cosine.
 *
 * The same options give the same weights on the same backend with the same number of threads.
 *
 * @param training - model, data, epochs and options
 * @returns one report an epoch; leaving the loop early ends the training
 * @throws RangeError if an option is out of range or the model does not give `nClasses` logits
 * @throws {@link @lipschitz-gan/core!NonFiniteError | NonFiniteError} naming the step at which the loss is no longer finite
 *
 * @example
 * ```ts
 * import { ring } from "@lipschitz-gan/data";
 * import { trainClassifier } from "@lipschitz-gan/training";
 * import * as tfl from "@tensorflow/tfjs-layers";
 *
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 8, inputShape: [2] })] });
 * const data = { ...ring(), size: 256 };
 * for await (const { epoch, accuracy } of trainClassifier({ model, data, epochs: 2, batchSize: 64 })) epoch && accuracy;
 * ```
 * @see Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.2.2.3 (softmax and its cross-entropy)
 */
export async function* trainClassifier(training: ClassifierTraining): AsyncGenerator<EpochReport, void, undefined> {
  const { data, epochs, batchSize = 128, seed = 0, augmentation } = training;
  checkTraining(training, batchSize);
  const perEpoch = Math.floor(data.size / batchSize);
  const rng = createRng(seed);
  const scope = new Scope();
  const learner = createLearner(training, perEpoch * epochs, scope);
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const started = tf.util.now();
      let [loss, right] = [0, 0];
      for (let step = (epoch - 1) * perEpoch; step < epoch * perEpoch; step++) {
        const { values, shape, labels } = data.batch({ batchSize, step, seed });
        const varied = augmentation && { ...augmentation, random: rng.stream("augmentation", step) };
        const samples = varied ? augmentPictures(values, shape, varied) : values;
        const [batchLoss, batchRight] = await learner(samples, shape, labels, step);
        loss += batchLoss / perEpoch;
        right += batchRight;
        await nextTurn();
      }
      const seconds = (tf.util.now() - started) / 1000;
      yield { epoch, loss, accuracy: right / (perEpoch * batchSize), seconds };
    }
  } finally {
    scope.dispose();
  }
}

/** Learns from one batch; gives its loss, and how many of its samples were right, before the step. */
type Learner = (
  samples: Float32Array,
  shape: readonly number[],
  labels: Int32Array,
  step: number,
) => Promise<readonly [loss: number, right: number]>;

function createLearner(training: ClassifierTraining, steps: number, scope: Scope): Learner {
  const { model, data, learningRate = 1e-3, warmUp = Math.min(200, Math.floor(steps / 20)) } = training;
  const factor = cosineDecay(warmUp, steps);
  const optimizer: Optimizer = scope.own(adam({ learningRate }));
  const plain = scope.own(constrain(model, unconstrained()));
  return async (samples, shape, labels, step) => {
    const numbers = tf.tidy(() => {
      const [x, y] = [tf.tensor(samples, [...shape]), tf.oneHot(tf.tensor1d(labels, "int32"), data.nClasses)];
      let told: tf.Tensor[] = [];
      const gradients = gradientsByName(plain.variables, () => {
        const logits = plain.apply(x, { training: true });
        checkLogits(logits, labels.length, data.nClasses);
        const loss = crossEntropy(logits, y);
        told = [tf.keep(tf.clone(loss)), tf.keep(countRight(logits, y))];
        return loss;
      });
      optimizer.apply(gradients, plain.variables, factor(step));
      const report = tf.stack(told);
      tf.dispose(told);
      return report;
    });
    const [loss = Number.NaN, right = Number.NaN] = await numbers.data();
    numbers.dispose();
    if (!Number.isFinite(loss)) throw new NonFiniteError("trainClassifier", "loss", step + 1, loss);
    return [loss, right];
  };
}

/** Mean of −log p(label), in nats. */
function crossEntropy(logits: tf.Tensor2D, y: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(y, "float32"), tf.logSoftmax(logits)), -1)));
}

function countRight(logits: tf.Tensor2D, y: tf.Tensor): tf.Scalar {
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, -1), tf.argMax(y, -1)), "float32"));
}

function checkLogits(made: tf.Tensor, count: number, nClasses: number): asserts made is tf.Tensor2D {
  if (made.rank !== 2 || made.shape[0] !== count || made.shape[1] !== nClasses) {
    throw new RangeError(
      `trainClassifier: model must give logits [${count}, ${nClasses}], received [${made.shape.join(", ")}]`,
    );
  }
}

function checkTraining({ data, epochs, seed = 0 }: ClassifierTraining, batchSize: number): void {
  const counts = { epochs: [epochs, Infinity], batchSize: [batchSize, data.size] } as const;
  for (const [name, [value, most]] of Object.entries(counts)) {
    if (!(Number.isSafeInteger(value) && value >= 1 && value <= most)) {
      throw new RangeError(`trainClassifier: ${name} must be an integer in [1, ${most}], received ${value}`);
    }
  }
  createRng(seed); // refuses a seed that is none
}
