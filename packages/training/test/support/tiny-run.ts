import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { constrain, type ConstrainedModel, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import {
  adam,
  type BatchSource,
  createTrainer,
  encodeCheckpoint,
  hinge,
  type Optimizer,
  type StepReport,
  type Trainer,
  type TrainerOptions,
} from "@lipschitz-gan/training";

export const LATENT = 3;

/** A generator with running statistics. */
export function tinyGenerator(): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ name: "lift", units: 4, inputShape: [LATENT], activation: "relu" }),
      tfl.layers.batchNormalization({ name: "norm" }),
      tfl.layers.dense({ name: "out", units: 2 }),
    ],
  });
  fill(model, 1);
  return model;
}

export function tinyCritic(units = 4): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ name: "first", units, inputShape: [2] }),
      tfl.layers.leakyReLU({ name: "activation", alpha: 0.1 }),
      tfl.layers.dense({ name: "score", units: 1 }),
    ],
  });
  fill(model, 2);
  return model;
}

/** Normal weights, and running variances that are positive. */
function fill(model: tfl.LayersModel, seed: number): void {
  const random = createRng(seed).stream("weights");
  tf.tidy(() => {
    for (const variable of model.weights) {
      const shape = variable.shape.map(Number);
      const size = shape.reduce((product, n) => product * n, 1);
      variable.write(
        tf.tensor(
          Float32Array.from({ length: size }, () => 0.5 + Math.abs(random.normal())),
          shape,
        ),
      );
    }
  });
}

/** Normal points around (2, 0), the same for the same step and seed. */
export const cloud: BatchSource = {
  batch: ({ batchSize, step, seed }) => {
    const random = createRng(seed).stream("cloud", step);
    const values = Float32Array.from({ length: 2 * batchSize }, (_, i) => random.normal() + (i % 2 === 0 ? 2 : 0));
    return { values, shape: [batchSize, 2] };
  },
};

export interface TinyRun {
  readonly trainer: Trainer;
  readonly critic: ConstrainedModel;
  readonly generator: tfl.LayersModel | ConstrainedModel;
  readonly optimizers: readonly [Optimizer, Optimizer];
  /** Frees all, models included. */
  readonly dispose: () => void;
}

/** A run with fresh models, constraint state and optimizers, the same each time. */
export function tinyRun(constraint: LipschitzConstraint, changes: Partial<TrainerOptions> = {}): TinyRun {
  const plain = tinyGenerator();
  const generator = changes.generator ?? plain;
  const critic = changes.critic ?? constrain(tinyCritic(), constraint, { rng: createRng(4) });
  const options: TrainerOptions = {
    loss: hinge(),
    data: cloud,
    generatorOptimizer: adam({ learningRate: 0.01, beta1: 0.5 }),
    criticOptimizer: adam({ learningRate: 0.01, beta1: 0.5 }),
    batchSize: 4,
    latentSize: LATENT,
    seed: 5,
    ...changes,
    generator,
    critic,
  };
  const trainer = createTrainer(options);
  return {
    trainer,
    critic,
    generator,
    optimizers: [options.generatorOptimizer, options.criticOptimizer],
    dispose: () => {
      trainer.dispose();
      options.generatorOptimizer.dispose();
      options.criticOptimizer.dispose();
      critic.dispose();
      critic.model.dispose();
      plain.dispose();
    },
  };
}

/** The reports of the steps up to a number. */
export async function run(trainer: Trainer, until: number): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for await (const report of trainer.steps(until)) reports.push(report);
  return reports;
}
/** What of a report has to repeat: all but the clock. */
export const repeatable = ({ step, criticLoss, generatorLoss, penalty, sigma }: StepReport): object => ({
  step,
  criticLoss,
  generatorLoss,
  penalty,
  sigma,
});
/** The bytes of a run's checkpoint. */
export const bytesOf = async (trainer: Trainer): Promise<number[]> => [
  ...(await encodeCheckpoint(await trainer.snapshot())),
];
