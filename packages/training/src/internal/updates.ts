import type { ConstrainedModel, Rng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { gradientsByName } from "./gradients-by-name.ts";
import { latentBatch } from "../latent-batch.ts";
import type { TrainerOptions } from "../trainer-options.ts";

/**
 * What both updates work on.
 *
 * @internal
 */
export interface UpdateContext extends Omit<TrainerOptions, "generator"> {
  /** The generator, under a constraint or none. */
  readonly generator: ConstrainedModel;
  /** Random streams of the run. */
  readonly rng: Rng;
  /** Seed of the run. */
  readonly seed: number;
}

const TRAINING = { training: true } as const;

/**
 * One update of the critic.
 *
 * @param context - models, data, optimizers
 * @param index - number of the critic update in the run, from 0
 * @param learningRateFactor - factor on the learning rate
 * @returns the loss and, if there is one, the penalty; the caller disposes it
 * @internal
 */
export function criticUpdate(context: UpdateContext, index: number, learningRateFactor: number): tf.Tensor1D {
  const { critic, generator, loss, rng, batchSize, latentSize } = context;
  return tf.tidy(() => {
    const batch = context.data.batch({ batchSize, step: index, seed: context.seed });
    const real = tf.tensor(batch.values, [...batch.shape], "float32");
    const fake = generator.apply(latentBatch(rng.stream("latent/critic", index), batchSize, latentSize), TRAINING);
    const random = rng.stream("penalty", index);
    critic.update();
    let numbers: tf.Tensor[] = [];
    const gradients = gradientsByName(critic.variables, () =>
      critic.forward((pass) => {
        const adversarial = loss.critic(pass.apply(real), pass.apply(fake));
        const penalty = pass.penalty({ real, fake, random });
        numbers = [adversarial, penalty].filter((term) => term !== undefined).map((term) => tf.keep(tf.clone(term)));
        return penalty === undefined ? adversarial : tf.add(adversarial, penalty);
      }, TRAINING),
    );
    context.criticOptimizer.apply(gradients, critic.variables, learningRateFactor);
    critic.project();
    const report = tf.stack(numbers) as tf.Tensor1D; // scalars stack to rank 1
    tf.dispose(numbers);
    return report;
  });
}

/**
 * One update of the generator.
 *
 * @param context - models, optimizers
 * @param index - number of the generator update in the run, from 0
 * @param learningRateFactor - factor on the learning rate
 * @returns the loss as a tensor of one number; the caller disposes it
 * @internal
 */
export function generatorUpdate(context: UpdateContext, index: number, learningRateFactor: number): tf.Tensor1D {
  const { critic, generator, loss, rng, batchSize, latentSize } = context;
  return tf.tidy(() => {
    const latent = latentBatch(rng.stream("latent/generator", index), batchSize, latentSize);
    generator.update();
    let value: tf.Tensor | undefined;
    const gradients = gradientsByName(generator.variables, () =>
      critic.forward((pass) => {
        const scores = pass.apply(generator.apply(latent, TRAINING));
        const adversarial = loss.generator(scores);
        value = tf.keep(tf.clone(adversarial));
        return adversarial;
      }, TRAINING),
    );
    context.generatorOptimizer.apply(gradients, generator.variables, learningRateFactor);
    generator.project();
    const report = tf.reshape(value ?? Number.NaN, [1]);
    value?.dispose();
    return report as tf.Tensor1D; // reshaped to rank 1
  });
}
