import * as tf from "@tensorflow/tfjs-core";
import type { Moments } from "./adam-moments.ts";

/** What one step of Adam needs beside the tensors, in units of the stored moments. @internal */
export interface AdamFactors {
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  /** What `first / (√second + floor)` is multiplied by. */
  readonly scale: number;
  /** What is added to the root of the second moment. */
  readonly floor: number;
}

/** Moves a variable and its moments. @internal */
export type AdamStep = (variable: tf.Variable, gradient: tf.Tensor, moments: Moments) => void;

/**
 * One step of Adam, `first ← β1 first + g`, `second ← β2 second + g²`, `w ← w - scale · first / (√second + floor)`, in one
 * kernel where the backend has it, with the same roundings. To be made and used within one `tf.tidy`.
 *
 * @param factors - the same for all variables
 * @returns the step
 * @internal
 */
export function adamStep(factors: AdamFactors): AdamStep {
  // Typed as always there; undefined at run time for a kernel that the backend lacks.
  const kernel: tf.KernelConfig | undefined = tf.getKernel(KERNEL, tf.getBackend());
  if (kernel === undefined) return composedStep(factors);
  let composed: AdamStep | undefined;
  return (variable, gradient, moments) => {
    const inputs = { gradient, variable, ...moments };
    if (Object.values(inputs).some(({ dtype }) => dtype !== "float32")) {
      (composed ??= composedStep(factors))(variable, gradient, moments);
      return;
    }
    const [weight, first, second] = tf.engine().runKernel<tf.Tensor[]>(KERNEL, inputs, { ...factors });
    if (weight === undefined || first === undefined || second === undefined) return; // cannot be: it gives three
    moments.first.assign(first);
    moments.second.assign(second);
    variable.assign(weight);
  };
}

/** Of `@lipschitz-gan/backend`. */
const KERNEL = "AdamUpdate";

function composedStep({ beta1, beta2, scale, floor }: AdamFactors): AdamStep {
  const scalars = {
    beta1: tf.scalar(beta1),
    beta2: tf.scalar(beta2),
    scale: tf.scalar(scale),
    floor: tf.scalar(floor),
  };
  return (variable, gradient, { first, second }) => {
    tf.tidy(() => {
      first.assign(tf.add(tf.mul(first, scalars.beta1), gradient));
      second.assign(tf.add(tf.mul(second, scalars.beta2), tf.square(gradient)));
      const direction = tf.div(first, tf.add(tf.sqrt(second), scalars.floor));
      variable.assign(tf.sub(variable, tf.mul(direction, scalars.scale)));
    });
  };
}
