import * as tf from "@tensorflow/tfjs-core";
import { ShapeError } from "@lipschitz-gan/core";

/** Adam's two running sums of one variable. @internal */
export interface Moments {
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/** What the names of the state end in. @internal */
export const firstSuffix = "/first-moment";
/** See {@link firstSuffix}. @internal */
export const secondSuffix = "/second-moment";

/** Refuses two lists of names that differ. @internal */
export function checkSameNames(what: string, names: readonly string[], others: readonly string[]): void {
  const known = new Set(others);
  const given = new Set(names);
  const lone = [...names.filter((name) => !known.has(name)), ...others.filter((name) => !given.has(name))];
  if (lone.length > 0) {
    throw new RangeError(
      `adam.apply: every gradient must match ${what} by name, received unmatched ${lone.join(", ")}`,
    );
  }
}

/** Refuses a gradient or moment that has not its variable's shape. @internal */
export function checkShapes(
  name: string,
  gradients: Readonly<Record<string, tf.Tensor>>,
  variables: Readonly<Record<string, tf.Variable>>,
  moments: Moments | undefined,
): void {
  const expected = variables[name]?.shape ?? [];
  for (const [what, tensor] of [
    ["gradient", gradients[name]],
    ["moment", moments?.first],
  ] as const) {
    if (tensor !== undefined && !tf.util.arraysEqual(tensor.shape, expected)) {
      throw new ShapeError(`adam.apply: ${what} of ${name}`, `[${expected.join(", ")}]`, tensor.shape);
    }
  }
}

/** Reads a saved state back into (name, first, second), and refuses one that is not complete. @internal */
export function pairMoments(saved: Readonly<Record<string, tf.Tensor>>): (readonly [string, tf.Tensor, tf.Tensor])[] {
  const pairs = Object.entries(saved).flatMap(([key, first]) => {
    if (!key.endsWith(firstSuffix)) return [];
    const name = key.slice(0, -firstSuffix.length);
    const second = saved[name + secondSuffix];
    if (second === undefined) {
      throw new RangeError(`adam.restore: ${name + secondSuffix} must be there beside ${key}, received none`);
    }
    if (!tf.util.arraysEqual(first.shape, second.shape)) {
      throw new ShapeError(`adam.restore: ${name + secondSuffix}`, `[${first.shape.join(", ")}]`, second.shape);
    }
    return [[name, first, second] as const];
  });
  if (2 * pairs.length !== Object.keys(saved).length) {
    throw new RangeError(
      `adam.restore: names must be pairs of *${firstSuffix} and *${secondSuffix}, received ${Object.keys(saved).join(", ")}`,
    );
  }
  return pairs;
}

/** Moments before the first step. @internal */
export function zeroMoments(shape: readonly number[]): Moments {
  return tf.tidy(() => ({
    first: tf.variable(tf.zeros([...shape]), false),
    second: tf.variable(tf.zeros([...shape]), false),
  }));
}

/** A variable with a tensor's values, which shares nothing that the tensor's owner could free. @internal */
export function copyOf(tensor: tf.Tensor): tf.Variable {
  return tf.tidy(() => tf.variable(tf.clone(tensor), false));
}
