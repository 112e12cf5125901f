import type { BoundConstraint, ConstrainedWeight, Rng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { disposeAll } from "./dispose-all.ts";
import { type SingularPairs, singularPairs } from "./singular-pairs.ts";

/** How a mode uses the pairs of its weights. */
export interface PairHooks {
  /** The kernel that pairs are moved with. */
  readonly seen: (weight: ConstrainedWeight, value: tf.Tensor) => tf.Tensor;
  /** W̄. */
  readonly normalised: (weight: ConstrainedWeight, value: tf.Tensor, pairs: SingularPairs) => tf.Tensor;
}

/**
 * A binding whose state is a pair of singular vectors for every place of every weight.
 *
 * @param weights - kernels of layers at known places
 * @param rng - streams of the start vectors
 * @param powerIterations - rounds an update
 * @param hooks - what a mode does with them
 * @returns the binding
 * @throws RangeError if nothing is known of a weight's places; nothing is left allocated
 * @internal
 */
export function bindPairs(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  powerIterations: number,
  { seen, normalised }: PairHooks,
): BoundConstraint {
  const bound = new Map<string, SingularPairs>();
  const pairsOf = ({ name }: ConstrainedWeight): SingularPairs => {
    const found = bound.get(name);
    if (found === undefined) throw new RangeError(`spectralNorm: ${name} was not given to bind`);
    return found;
  };
  const state = (): Record<string, tf.Variable> =>
    Object.fromEntries(
      [...bound].flatMap(([name, pairs]) =>
        Object.entries(pairs.state).map(([vector, variable]) => [`${name}/${vector}`, variable] as const),
      ),
    );
  const dispose = (): void => disposeAll(state());
  try {
    for (const weight of weights) {
      tf.tidy(() => {
        bound.set(weight.name, singularPairs("spectralNorm", weight, rng, seen(weight, weight.variable)));
      });
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    update: (weight, value) => {
      tf.tidy(() => pairsOf(weight).move(seen(weight, value), powerIterations));
    },
    parametrize: (weight, value) => tf.tidy(() => normalised(weight, value, pairsOf(weight))),
    state,
    dispose,
    [Symbol.dispose]: dispose,
  };
}
