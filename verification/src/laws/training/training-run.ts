import {
  constrain,
  type ConstrainedModel,
  type ConstrainedWeight,
  createRng,
  type ForwardPass,
  readWeights,
} from "@lipschitz-gan/core";
import { adam, createTrainer, lossByName, type StepReport } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import { buildCritic } from "../../arbitraries/critic-case.ts";
import type { TrainedConstraint } from "./subject.ts";
import {
  BATCH_SIZE,
  criticOptimizerOf,
  dataFor,
  generatorFor,
  LATENT_SIZE,
  STEPS,
  type TrainingCase,
} from "./training-case.ts";

/** The W̄ of one weight in one forward pass. */
export interface UsedWeight {
  readonly weight: ConstrainedWeight;
  readonly values: Float32Array;
}

/** What a law may look at after each step. */
export interface AfterStep {
  readonly report: StepReport;
  readonly critic: ConstrainedModel;
  /** The W̄ of every training pass of the step: the critic's, before it moved, and the generator's, after. */
  readonly used: readonly UsedWeight[];
}

/** Laws that look at a run. */
export interface TrainingObserver {
  /** After each step. */
  readonly onStep?: (after: AfterStep) => Promise<void> | void;
  /** At the end, with everything still there. */
  readonly onEnd?: (critic: ConstrainedModel) => Promise<void>;
}

/**
 * Trains a critic and a generator for {@link STEPS} steps with `createTrainer`.
 *
 * @param subject - the critic's constraint
 * @param given - the case
 * @param observer - what to look at
 */
export async function trainingRun(
  subject: TrainedConstraint,
  given: TrainingCase,
  observer: TrainingObserver,
): Promise<void> {
  const model = buildCritic(given.critic);
  await readWeights(model);
  const critic = constrain(model, subject.make(), { rng: createRng(given.seed) });
  const generator = generatorFor(given);
  const optimizers = [criticOptimizerOf(given), adam({ learningRate: 0.01, beta1: 0.5, beta2: 0.9 })] as const;
  const { watched, readUsed } = watching(critic, observer.onStep !== undefined);
  const trainer = createTrainer({
    critic: watched,
    generator,
    loss: lossByName(given.loss),
    data: dataFor(given),
    criticOptimizer: optimizers[0],
    generatorOptimizer: optimizers[1],
    batchSize: BATCH_SIZE,
    latentSize: LATENT_SIZE,
    seed: given.seed,
  });
  try {
    for await (const report of trainer.steps(STEPS)) {
      await observer.onStep?.({ report, critic, used: await readUsed() });
    }
    await observer.onEnd?.(critic);
  } finally {
    await readUsed();
    for (const owned of [trainer, ...optimizers, critic, critic.model, generator]) owned.dispose();
  }
}

/** The same critic, which keeps the W̄ of its training passes until they are read. */
function watching(
  critic: ConstrainedModel,
  isWatched: boolean,
): {
  watched: ConstrainedModel;
  readUsed: () => Promise<UsedWeight[]>;
} {
  const kept: { weight: ConstrainedWeight; value: tf.Tensor }[] = [];
  const keep = (pass: ForwardPass): void => {
    for (const weight of critic.weights) kept.push({ weight, value: tf.keep(pass.weight(weight)) });
  };
  const watched: ConstrainedModel = {
    ...critic,
    forward: (f, options) =>
      critic.forward((pass) => {
        if (isWatched && options?.training === true) keep(pass);
        return f(pass);
      }, options),
  };
  const readUsed = async (): Promise<UsedWeight[]> => {
    const used: UsedWeight[] = [];
    for (const { weight, value } of kept.splice(0)) {
      used.push({ weight, values: Float32Array.from(await value.data<"float32">()) });
      value.dispose();
    }
    return used;
  };
  return { watched, readUsed };
}

/**
 * The W̄ of all weights of a critic now.
 *
 * @param critic - under its constraint
 */
export async function weightsNow(critic: ConstrainedModel): Promise<UsedWeight[]> {
  const values = critic.forward((pass) => critic.weights.map(pass.weight));
  const used: UsedWeight[] = [];
  for (const [i, weight] of critic.weights.entries()) {
    used.push({ weight, values: Float32Array.from((await values[i]?.data<"float32">()) ?? []) });
  }
  tf.dispose(values);
  return used;
}

/**
 * A kernel as the paper's matrix, `outputs x (inputs · window)`, written out: the last axis of a dense or convolution kernel
 * counts outputs.
 *
 * @param weight - the weight
 * @param values - its value
 * @throws RangeError for a kernel of another kind, which these critics do not have
 */
export function matrixRows({ kind, shape, name }: ConstrainedWeight, values: ArrayLike<number>): number[][] {
  if (kind !== "dense" && kind !== "conv") throw new RangeError(`matrixRows: ${name} must be dense or conv, received ${kind}`); // prettier-ignore
  const outputs = shape.at(-1) ?? Number.NaN;
  return Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: values.length / outputs }, (_unused, i) => values[i * outputs + o] ?? Number.NaN),
  );
}
