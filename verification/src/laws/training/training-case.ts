import { createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import { adam, type BatchSource, type LossName, lossNames, type Optimizer } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { type CriticCase, criticCase, criticLabels, sampleShapeOf } from "../../arbitraries/critic-case.ts";
import { sgd } from "../step/sgd.ts";

/** A training run as plain data. */
export interface TrainingCase {
  readonly critic: CriticCase;
  /** Real samples: normal around two centres, all the same, or a hundred times as large. */
  readonly data: "clusters" | "one point" | "large";
  readonly loss: LossName;
  readonly optimizer: "adam" | "sgd";
  /** Step size of the critic; the generator's is that of a small Adam step. */
  readonly learningRate: number;
  readonly seed: number;
}

/** Steps of a run. */
export const STEPS = 20;
export const BATCH_SIZE = 3;
export const LATENT_SIZE = 2;

type Steps = Pick<TrainingCase, "data" | "optimizer" | "learningRate">;

/**
 * How a constraint is trained.
 *
 * - Its promises on weights hold always: steps so large that a critic would leave any bound in one of them.
 * - They hold in the limit: the estimate behind them lags by one step, so that a step of ten times the weight makes a W̄ of
 *   ten times its bound, and a loss with squares runs away. So the steps are large for practice and no larger.
 * - It says nothing of weights, so that nothing holds a run together: steps as in practice.
 */
const stepsFor: Readonly<Record<"always" | "limit" | "nothing", readonly Omit<Steps, "data">[]>> = {
  always: [
    { optimizer: "adam", learningRate: 0.01 },
    { optimizer: "adam", learningRate: 0.5 },
    { optimizer: "sgd", learningRate: 0.125 },
    { optimizer: "sgd", learningRate: 0.5 },
  ],
  limit: [
    { optimizer: "adam", learningRate: 0.01 },
    { optimizer: "adam", learningRate: 0.1 },
    { optimizer: "sgd", learningRate: 2 ** -6 },
  ],
  nothing: [
    { optimizer: "adam", learningRate: 0.01 },
    { optimizer: "adam", learningRate: 0.001 },
  ],
};

/**
 * Runs for a constraint.
 *
 * @param constraint - what is trained
 */
export function trainingCase({ guarantee }: LipschitzConstraint): fc.Arbitrary<TrainingCase> {
  const onWeights = guarantee.promises.filter(({ quantity }) => quantity !== "input-gradient");
  const isAlways = onWeights.every(({ sense }) => sense === "always");
  const held = onWeights.length === 0 ? "nothing" : isAlways ? "always" : "limit";
  const steps: fc.Arbitrary<Steps> = fc
    .record({
      data: fc.constantFrom<TrainingCase["data"][]>("clusters", "one point", "large"),
      step: fc.constantFrom(...stepsFor[held]),
    })
    // A plain gradient grows with the square of the data, so that such a step would be a hundred times the weight.
    .map(({ data, step }) =>
      Object.assign({}, step, { data: held === "limit" && step.optimizer === "sgd" ? ("clusters" as const) : data }),
    );
  const rest = fc.record({ critic: criticCase(), loss: fc.constantFrom(...lossNames), seed: fc.nat(1e6) });
  return fc.tuple(rest, steps).map(([run, step]) => Object.assign({}, run, step));
}

/** The classes of a case, for statistics. */
export function trainingLabels({ critic, data, loss, optimizer, learningRate }: TrainingCase): readonly string[] {
  return [...criticLabels(critic), `data: ${data}`, `loss: ${loss}`, `steps: ${optimizer} ${learningRate}`];
}

export function criticOptimizerOf({ optimizer, learningRate }: TrainingCase): Optimizer {
  return optimizer === "sgd" ? sgd(learningRate) : adam({ learningRate, beta1: 0.5, beta2: 0.9 });
}

/**
 * Dense from latent vectors to samples of any shape, with normal weights. (Not by an initializer's `seed`: TensorFlow.js takes
 * a seed of 0 for none.)
 */
export function generatorFor({ critic, seed }: TrainingCase): tfl.LayersModel {
  const targetShape = sampleShapeOf(critic);
  const units = targetShape.reduce((product, n) => product * n, 1);
  const make = tfl.layers.dense({ name: "make", units, inputShape: [LATENT_SIZE] });
  const model = tfl.sequential({ layers: [make, tfl.layers.reshape({ name: "shape", targetShape })] });
  const random = createRng(seed).stream("generator");
  const kernel = Float32Array.from({ length: LATENT_SIZE * units }, () => random.normal());
  tf.tidy(() => {
    model.setWeights([tf.tensor2d(kernel, [LATENT_SIZE, units]), tf.zeros([units])]);
  });
  return model;
}

/** The real samples of a case. */
export function dataFor({ critic, data, seed }: TrainingCase): BatchSource {
  const sample = sampleShapeOf(critic);
  const length = sample.reduce((product, n) => product * n, 1);
  return {
    batch: ({ batchSize, step }) => {
      const random = createRng(seed).stream("data", step);
      const entry = (i: number): number => {
        if (data === "one point") return 1;
        const centre = Math.floor(i / length) % 2 === 0 ? 2 : -2;
        return (centre + random.normal()) * (data === "large" ? 100 : 1);
      };
      return {
        values: Float32Array.from({ length: batchSize * length }, (_, i) => entry(i)),
        shape: [batchSize, ...sample],
      };
    },
  };
}
