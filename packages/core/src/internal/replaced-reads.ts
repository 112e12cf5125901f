import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * Runs `f` while the given layer variables read as other tensors, then puts everything back, also when `f` throws.
 *
 * Nests: an inner replacement of the same variable ends before the outer one goes on.
 *
 * @param replacements - layer variables and what they read as
 * @param f - synchronous code
 * @returns what `f` returns
 * @internal
 */
export function withReplacedReads<T>(replacements: ReadonlyMap<tfl.LayerVariable, tf.Tensor>, f: () => T): T {
  const before = [...replacements.keys()].map(
    (variable) => [variable, Object.getOwnPropertyDescriptor(variable, "read")] as const,
  );
  for (const [variable, value] of replacements) {
    Object.defineProperty(variable, "read", { value: () => value, configurable: true });
  }
  try {
    return f();
  } finally {
    for (const [variable, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(variable, "read");
      else Object.defineProperty(variable, "read", descriptor);
    }
  }
}
