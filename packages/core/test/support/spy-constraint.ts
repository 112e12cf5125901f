import * as tf from "@tensorflow/tfjs-core";
import type { BoundConstraint, Guarantee, LipschitzConstraint } from "@lipschitz-gan/core";

/** What a spy's hooks saw, in order: `"name.hook weight"`. */
export type Log = string[];

export interface SpyOptions {
  readonly log?: Log;
  /** Factor of the parametrization; none if left out. */
  readonly factor?: number;
  /** The penalty's value; none if left out. */
  readonly penalty?: number;
  /** What the projection multiplies the variable by; none if left out. */
  readonly projection?: number;
  readonly promises?: Guarantee["promises"];
  readonly preserves?: NonNullable<LipschitzConstraint["preserves"]>;
}

/**
 * A constraint that tells what is done to it. Its state counts, for each weight, the updates, and keeps the first entry
 * of the value that the last update saw.
 */
export function spy(
  name: string,
  { log = [], factor, penalty, projection, promises = [], preserves }: SpyOptions = {},
): LipschitzConstraint {
  return {
    name,
    guarantee: { statement: `${name} speaks.`, promises },
    ...(preserves !== undefined && { preserves }),
    bind: (weights): BoundConstraint => {
      const seen = Object.fromEntries(
        weights.map((weight) => [weight.name, tf.tidy(() => tf.variable(tf.zeros([2]), false))]),
      );
      const dispose = (): void => {
        log.push(`${name}.dispose`);
        tf.dispose(Object.values(seen));
      };
      return {
        update: (weight, value) => {
          log.push(`${name}.update ${weight.name}`);
          tf.tidy(() => {
            const state = seen[weight.name];
            const count = tf.add(tf.slice(state ?? [0], 0, 1), 1);
            state?.assign(tf.concat([count, tf.slice(tf.reshape(value, [-1]), 0, 1)]));
          });
        },
        ...(factor !== undefined && {
          parametrize: (weight, value) => {
            log.push(`${name}.parametrize ${weight.name}`);
            return tf.mul(value, factor);
          },
        }),
        ...(penalty !== undefined && {
          penalty: () => {
            log.push(`${name}.penalty`);
            return tf.scalar(penalty);
          },
        }),
        ...(projection !== undefined && {
          project: (weight) => {
            log.push(`${name}.project ${weight.name}`);
            tf.tidy(() => weight.variable.assign(tf.mul(weight.variable, projection)));
          },
        }),
        state: () => seen,
        dispose,
        [Symbol.dispose]: dispose,
      };
    },
  };
}
