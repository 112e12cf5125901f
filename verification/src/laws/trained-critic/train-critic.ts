import { constrain, type ConstrainedModel, createRng } from "@lipschitz-gan/core";
import { adam, type BatchSource, createTrainer, hinge } from "@lipschitz-gan/training";
import * as tfl from "@tensorflow/tfjs-layers";
import { buildCritic, sampleShapeOf } from "../../arbitraries/critic-case.ts";
import { type TrainedCase, trainedConstraints } from "./trained-case.ts";

/**
 * Trains a small critic against a generator of one layer, on normal samples around 1, by Adam with a step size so large
 * that the weights really move.
 *
 * @param given - the training
 * @returns the critic after the last step, on the backend that runs
 */
export async function trainCritic(given: TrainedCase): Promise<ConstrainedModel> {
  const sampleShape = sampleShapeOf(given.critic);
  const critic = constrain(buildCritic(given.critic), trainedConstraints[given.constraint](), {
    rng: createRng(given.seed),
  });
  const options = { learningRate: 0.02, beta1: 0.5, beta2: 0.9 };
  const trainer = createTrainer({
    generator: generator(sampleShape, given.seed),
    critic,
    loss: hinge(),
    data: normalSamples(sampleShape),
    generatorOptimizer: adam(options),
    criticOptimizer: adam(options),
    batchSize: 4,
    latentSize: LATENT_SIZE,
    seed: given.seed,
  });
  for await (const { step } of trainer.steps(given.steps)) if (step === given.steps) break;
  trainer.dispose();
  return critic;
}

const LATENT_SIZE = 2;

function generator(sampleShape: readonly number[], seed: number): tfl.LayersModel {
  const units = sampleShape.reduce((product, n) => product * n, 1);
  const kernelInitializer = tfl.initializers.randomNormal({ stddev: 0.5, seed });
  return tfl.sequential({
    layers: [
      tfl.layers.dense({ name: "draw", inputShape: [LATENT_SIZE], units, kernelInitializer }),
      tfl.layers.reshape({ name: "shape", targetShape: [...sampleShape] }),
    ],
  });
}

function normalSamples(sampleShape: readonly number[]): BatchSource {
  return {
    batch: ({ batchSize, step, seed }) => {
      const random = createRng(seed).stream("data", step);
      const length = sampleShape.reduce((product, n) => product * n, batchSize);
      return { values: Float32Array.from({ length }, () => 1 + random.normal()), shape: [batchSize, ...sampleShape] };
    },
  };
}
