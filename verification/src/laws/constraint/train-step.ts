import { type ConstrainedModel, createRng, readWeights } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { sizeOf } from "./architecture.ts";

/** The batches of a step as small plain data. */
export interface StepCase {
  readonly batchSize: number;
  /** Of the batches and of the penalty's random numbers. */
  readonly seed: number;
}

/** The longest way that a variable goes in one step. */
const LARGEST_MOVE = 0.125;

/**
 * One step of gradient descent on `mean D(fake) - mean D(real)` plus the penalty, in the order of a training step:
 * update, forward passes, one gradient, one move of all variables, project.
 *
 * A gradient longer than 1 is shortened to 1 for each variable, so that a steep penalty does not throw the weights off
 * to infinity.
 *
 * @param critic - the constrained critic
 * @param step - which step, for the random numbers
 * @param given - batch size and seed
 */
export async function trainStep(critic: ConstrainedModel, step: number, given: StepCase): Promise<void> {
  tf.tidy(() => {
    critic.update();
    const variables = Object.values(critic.variables);
    const { grads } = tf.variableGrads(() => lossOf(critic, step, given), variables);
    for (const variable of variables) {
      const gradient = grads[variable.name];
      if (gradient === undefined) continue;
      const length = tf.maximum(1, tf.norm(gradient));
      variable.assign(tf.sub(variable, tf.mul(tf.div(gradient, length), LARGEST_MOVE)));
    }
    critic.project();
  });
  if (critic.constraint.readsValues === true) await readWeights(critic.model);
}

function lossOf(critic: ConstrainedModel, step: number, given: StepCase): tf.Scalar {
  const { real, fake } = batchesOf(critic, step, given);
  return critic.forward(
    (pass) => {
      const gap = tf.sub<tf.Scalar>(tf.mean(pass.apply(fake)), tf.mean(pass.apply(real)));
      const penalty = pass.penalty({ real, fake, random: createRng(given.seed).stream("penalty", step) });
      return penalty === undefined ? gap : tf.add<tf.Scalar>(gap, penalty);
    },
    { training: true },
  );
}

/** The normal batches of a step, which the caller disposes. */
export function batchesOf(
  critic: Pick<ConstrainedModel, "model">,
  step: number,
  { batchSize, seed }: StepCase,
): { real: tf.Tensor; fake: tf.Tensor } {
  const sample = (critic.model.inputs[0]?.shape ?? []).slice(1).map(Number);
  const shape = [batchSize, ...sample];
  const normal = (name: string): tf.Tensor => {
    const random = createRng(seed).stream(name, step);
    return tf.tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
      shape,
    );
  };
  return { real: normal("real"), fake: normal("fake") };
}
