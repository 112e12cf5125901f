import { type GanLoss, lossByName, type LossName } from "@lipschitz-gan/training";
import type { LossSubject } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";

/** The parts that differ from the right loss. */
export interface WrongLoss {
  readonly critic?: (real: tf.Tensor, fake: tf.Tensor) => tf.Tensor;
  readonly generator?: (fake: tf.Tensor) => tf.Tensor;
}

function tidied(f: () => tf.Tensor): tf.Scalar {
  return tf.tidy(f) as tf.Scalar; // every formula here ends in a scalar
}

/** A loss of a name, with parts of one's own. */
export function wrongLoss(name: LossName, { critic, generator }: WrongLoss): LossSubject {
  const right = lossByName(name);
  const loss: GanLoss = {
    name,
    critic: critic === undefined ? right.critic : (real, fake) => tidied(() => critic(real, fake)),
    generator: generator === undefined ? right.generator : (fake) => tidied(() => generator(fake)),
  };
  return { name, loss };
}
