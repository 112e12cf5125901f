import * as tf from "@tensorflow/tfjs-core";

import { provenGradients } from "./proven-gradients.ts";
import { isRecording } from "./tape.ts";

const guarded = Symbol.for("lipschitz-gan.guardedGradient");

/**
 * The same gradient, which cannot be differentiated again.
 *
 * A backward pass that nobody records runs as it did. A recorded one is put on the tape as a single
 * node that throws when a second-order gradient reaches it (and not before: a gradient may be
 * recorded and then be used as a constant).
 *
 * @param config - Gradient of a kernel.
 * @returns A config with the same first-order values.
 * @internal
 */
export function guardGradient(config: tf.GradConfig): tf.GradConfig {
  const gradFunc: tf.GradFunc = (dy, saved, attrs) => {
    const thunks = config.gradFunc(dy, saved, attrs);
    if (!isRecording()) return thunks;
    const sources = [...(Array.isArray(dy) ? dy : [dy]), ...saved];
    const once: ReturnType<tf.GradFunc> = {};
    for (const [input, thunk] of Object.entries(thunks))
      once[input] = () =>
        tf.customGrad(() => ({
          value: tf.clone(thunk()),
          gradFunc: () => {
            throw new Error(
              `second-order gradient: kernel ${config.kernelName} has no gradient that is right to ` +
                `second order, received a gradient of its gradient; build the model without it, or ` +
                `leave the gradient penalty out`,
            );
          },
        }))(...sources);
    return once;
  };
  return { ...config, gradFunc: Object.assign(gradFunc, { [guarded]: true }) };
}

/**
 * Guards every registered gradient that is not known to be right to second order.
 *
 * @internal
 */
export function guardUnprovenGradients(): void {
  for (const kernel of registeredGradients()) {
    const config = tf.getGradient(kernel);
    if (provenGradients.has(kernel) || guarded in config.gradFunc) continue;
    tf.unregisterGradient(kernel);
    tf.registerGradient(guardGradient(config));
  }
}

/**
 * Names of all kernels of TensorFlow.js that have a gradient. The registry cannot be listed, but
 * every kernel's name is an exported string.
 *
 * @returns Kernel names.
 * @internal
 */
export function registeredGradients(): string[] {
  const exported: unknown[] = Object.values(tf);
  const strings = exported.filter((value) => typeof value === "string");
  return strings.filter((name) => isRegistered(name));
}

/**
 * Whether a kernel has a gradient; the declaration of `tf.getGradient` leaves out that it may not.
 *
 * @param kernel - Name of a kernel.
 * @returns True if one is registered.
 * @internal
 */
export function isRegistered(kernel: string): boolean {
  const config: tf.GradConfig | undefined = tf.getGradient(kernel);
  return config !== undefined;
}
