import { type LipschitzConstraint, type PenaltyContext, statelessBinding } from "@lipschitz-gan/core";
import type { GradientPenaltySubject, PenaltyOptions } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";

/** The parts of a gradient penalty; a mutant replaces one. */
export interface PenaltyParts {
  /** Throws where the batches do not belong together. */
  readonly check: (context: PenaltyContext) => void;
  /** Where the gradient is taken, `x̂ = ε x + (1 - ε) x̃`. */
  readonly points: (context: PenaltyContext) => tf.Tensor;
  /** `∇ₓ D` at the points, of their shape. */
  readonly gradients: (critic: PenaltyContext["critic"], points: tf.Tensor) => tf.Tensor;
  /** One norm for each sample. */
  readonly norms: (gradients: tf.Tensor) => tf.Tensor;
  /** What counts of the norms. */
  readonly excess: (norms: tf.Tensor, options: Required<PenaltyOptions>) => tf.Tensor;
  /** `λ · mean` of the squares. */
  readonly total: (excess: tf.Tensor, options: Required<PenaltyOptions>) => tf.Tensor;
}

/** Numbers in [0, 1), one for each sample, in a shape that broadcasts over its axes. */
export function epsilonsOf({ real, random }: PenaltyContext): tf.Tensor {
  const [batchSize = 0] = real.shape;
  const values = Float32Array.from({ length: batchSize }, () => random.uniform());
  return tf.tensor(values, [batchSize, ...real.shape.slice(1).map(() => 1)]);
}

/** All axes of a tensor but the first. */
export function sampleAxes(x: tf.Tensor): number[] {
  return [...x.shape.keys()].slice(1);
}

/** The right version of every part, as an author would write it from algorithm 1. */
export const rightParts: PenaltyParts = {
  check: ({ real, fake }) => {
    if (real.shape.join() !== fake.shape.join()) throw new RangeError("gradient penalty: batches differ in shape");
  },
  points: (context) => {
    const { real, fake } = context;
    // From fake to real, where the paper goes from real to fake: the same distribution of points.
    return tf.add(real, tf.mul(epsilonsOf(context), tf.sub(fake, real)));
  },
  gradients: (critic, points) => tf.grad((x: tf.Tensor) => tf.sum(critic(x)))(points),
  norms: (gradients) => {
    const squares = tf.sum(tf.square(gradients), sampleAxes(gradients));
    const isZero = tf.equal(squares, 0);
    return tf.where(isZero, tf.zerosLike(squares), tf.sqrt(tf.where(isZero, tf.onesLike(squares), squares)));
  },
  excess: (norms, { k, sided }) => (sided === "one" ? tf.relu(tf.sub(norms, k)) : tf.sub(norms, k)),
  total: (excess, { lambda }) => tf.mul(lambda, tf.mean(tf.square(excess))),
};

/**
 * A gradient penalty written out, with some parts replaced.
 *
 * @param changes - the parts that differ
 * @param promised - the sense in which it says that the gradient norm is bounded
 */
export function writtenOut(
  changes: Partial<PenaltyParts> = {},
  promised: LipschitzConstraint["guarantee"]["promises"][number]["sense"] = "at-sampled-points",
): GradientPenaltySubject {
  const parts = { ...rightParts, ...changes };
  return {
    make: ({ lambda = 10, k = 1, sided = "two" } = {}) => ({
      name: "gradient-penalty",
      guarantee: {
        statement: "The critic's gradient norm is pulled to k at points between real and generated samples.",
        promises: [{ quantity: "input-gradient", norm: "l2", sense: promised, bound: () => k }],
      },
      bind: () =>
        statelessBinding({
          penalty: (context) =>
            tf.tidy(() => {
              parts.check(context);
              const norms = parts.norms(parts.gradients(context.critic, parts.points(context)));
              const options = { lambda, k, sided };
              return tf.reshape<tf.Rank.R0>(parts.total(parts.excess(norms, options), options), []);
            }),
        }),
    }),
  };
}
