import { type ConstrainedModel, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** The batches of a penalty, and the seed of its random numbers. */
export interface PenaltyInput {
  readonly real: tf.Tensor;
  readonly fake: tf.Tensor;
  readonly seed: number;
}

/** A penalty and its gradient with respect to the kernels. */
export interface PenaltyResult {
  readonly value: number;
  /** By name of the kernel. */
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>;
}

/** The penalty as a scalar tensor, which the caller disposes. */
export function penaltyTensor(critic: ConstrainedModel, { real, fake, seed }: PenaltyInput): tf.Scalar {
  return critic.forward(
    (pass) => pass.penalty({ real, fake, random: createRng(seed).stream("penalty") }) ?? tf.scalar(0),
    {
      training: true,
    },
  );
}

/** The penalty as a number. */
export async function penaltyOf(critic: ConstrainedModel, input: PenaltyInput): Promise<number> {
  return (await penaltyTensor(critic, input).data())[0] ?? Number.NaN;
}

/** The penalty and its gradient with respect to the kernels, by back-propagation. */
export async function penaltyWithGradients(critic: ConstrainedModel, input: PenaltyInput): Promise<PenaltyResult> {
  const variables = critic.weights.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(() => penaltyTensor(critic, input), variables);
  const gradients = await Promise.all(
    critic.weights.map(async ({ name, variable }) => [name, (await grads[variable.name]?.data()) ?? []] as const),
  );
  return { value: (await value.data())[0] ?? Number.NaN, gradients: Object.fromEntries(gradients) };
}
