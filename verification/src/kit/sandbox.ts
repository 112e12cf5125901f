import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs code and frees every tensor and variable that it has left behind, also when it throws.
 *
 * Unlike `tf.tidy` it spans an `await`. One at a time: two that overlap would free each other's tensors.
 *
 * @param f - the code; what it returns must hold no tensors
 * @returns what `f` returns
 */
export async function inSandbox<T>(f: () => Promise<T> | T): Promise<T> {
  const engine = tf.engine();
  const before = new Set(Object.values(engine.registeredVariables));
  engine.startScope();
  try {
    return await f();
  } finally {
    engine.endScope();
    for (const variable of Object.values(engine.registeredVariables)) {
      if (!before.has(variable) && !variable.isDisposed) variable.dispose();
    }
  }
}
