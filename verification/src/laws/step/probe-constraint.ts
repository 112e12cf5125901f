import type { LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** What {@link probeConstraint} clips to; kernels start beyond it. */
export const LIMIT = 0.75;
/** Weight of the squares of the kernels in the penalty. */
export const ON_WEIGHTS = 0.25;
/** Weight of the squared mean score of the real batch in the penalty. */
export const ON_SCORES = 0.5;

/**
 * A constraint with every hook, in which a step that is wrong shows: W̄ = W (1 + 1/(1 + count)) depends on how often the
 * state was moved, the penalty `ON_WEIGHTS/2 Σ W̄² + ON_SCORES (mean D(x))²` on W̄ and on the critic, and entries are
 * clipped to {@link LIMIT}.
 *
 * @param onPenalty - is told the W̄ that a penalty sees
 */
export function probeConstraint(onPenalty: (weights: readonly tf.Tensor[]) => void): LipschitzConstraint {
  return {
    name: "probe",
    guarantee: { statement: "Kernel entries are clipped.", promises: [] },
    bind: (weights) => {
      const counts = Object.fromEntries(
        weights.map((weight) => [weight.name, tf.tidy(() => tf.variable(tf.scalar(0), false))]),
      );
      const countOf = (name: string): tf.Tensor => counts[name] ?? tf.scalar(Number.NaN);
      const dispose = (): void => {
        for (const count of Object.values(counts)) if (!count.isDisposed) count.dispose();
      };
      return {
        update: (weight) => {
          tf.tidy(() => counts[weight.name]?.assign(tf.add(countOf(weight.name), 1)));
        },
        parametrize: (weight, value) =>
          tf.tidy(() => tf.mul(value, tf.add(1, tf.div(1, tf.add(1, countOf(weight.name)))))),
        penalty: ({ critic, real, weight }) =>
          tf.tidy(() => {
            const values = weights.map(weight);
            onPenalty(values);
            const squares = values.map((value) => tf.sum(tf.square(value)));
            const onWeights = tf.mul(ON_WEIGHTS / 2, tf.addN(squares));
            const onScores = tf.mul(ON_SCORES, tf.square(tf.mean(critic(real))));
            return tf.add<tf.Scalar>(onWeights, onScores);
          }),
        project: (weight) => {
          tf.tidy(() => {
            weight.variable.assign(tf.clipByValue(weight.variable, -LIMIT, LIMIT));
          });
        },
        state: () => counts,
        dispose,
        [Symbol.dispose]: dispose,
      };
    },
  };
}
