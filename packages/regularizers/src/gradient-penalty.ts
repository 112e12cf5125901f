import { type LipschitzConstraint, type PenaltyContext, ShapeError, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { checkPositive } from "./internal/check-options.ts";
import { zeroToOne } from "./internal/zero-to-one.ts";

/** Options of {@link gradientPenalty}. */
export interface GradientPenaltyOptions {
  /** Weight λ of the penalty; positive, 10 unless given, as in the WGAN-GP paper. */
  readonly lambda?: number;
  /** The Lipschitz bound aimed at for the whole critic: the target of the gradient norms; positive, 1 unless given. */
  readonly k?: number;
  /** `"two"` pulls gradient norms to k from both sides (WGAN-GP), `"one"` only from above (WGAN-LP). */
  readonly sided?: "one" | "two";
}

/**
 * Gradient penalty, `λ · mean_i (‖∇ₓ D(x̂ᵢ)‖₂ − k)²` with `x̂ᵢ = εᵢ xᵢ + (1 − εᵢ) x̃ᵢ`, `εᵢ ~ U[0, 1)`.
 *
 * One ε and one norm for each sample, over all of its axes. One-sided: `max(0, ‖∇ₓ D(x̂ᵢ)‖₂ − k)²`. Where the gradient
 * of a sample is zero, the norm's own gradient is taken as zero, without an epsilon.
 *
 * It differentiates the critic twice, and TensorFlow.js's own gradients throw or are wrong for that: start with
 * `startBackend` of `@lipschitz-gan/backend`, or call its `registerSecondOrderGradients` once.
 *
 * It acts at the points that were drawn and bounds nothing elsewhere. The critic must treat samples one by one: batch
 * norm in the critic couples them, and the penalty is then not the gradient of a sample's score.
 *
 * @param options - λ, target, sides
 * @returns the constraint
 * @throws RangeError if an option is out of range; in training, {@link @lipschitz-gan/core!ShapeError | ShapeError} if the batches differ in shape
 *
 * @example
 * ```ts
 * import { gradientPenalty } from "@lipschitz-gan/regularizers";
 *
 * gradientPenalty({ lambda: 10, sided: "one" }).name; // => "gradient-penalty"
 * gradientPenalty({ lambda: Number.NaN }); // => throws /lambda must be a finite number > 0, received NaN/
 * ```
 * @see Gulrajani et al. (2017), Improved Training of Wasserstein GANs, algorithm 1, https://arxiv.org/abs/1704.00028
 * @see Petzka, Fischer & Lukovnikov (2018), On the regularization of Wasserstein GANs, eq. 8 (one-sided), https://arxiv.org/abs/1709.08894
 */
export function gradientPenalty({
  lambda = 10,
  k = 1,
  sided = "two",
}: GradientPenaltyOptions = {}): LipschitzConstraint {
  checkPositive("gradientPenalty", "lambda", lambda);
  checkPositive("gradientPenalty", "k", k);
  if (sided !== "one" && sided !== "two") {
    throw new RangeError(`gradientPenalty: sided must be "one" or "two", received ${String(sided)}`);
  }
  const penalty = (context: PenaltyContext): tf.Scalar => {
    checkSecondOrder();
    return tf.tidy(() => {
      const excess = tf.sub(gradientNorms(context.critic, interpolates(context)), k);
      const counted = sided === "one" ? tf.relu(excess) : excess;
      return tf.mul(lambda, tf.mean(tf.square(counted)));
    });
  };
  return {
    name: "gradient-penalty",
    guarantee: {
      statement: `The critic's gradient norm is pulled ${sided === "one" ? "below" : "to"} k at points drawn between real and generated samples; nothing is bounded elsewhere.`,
      promises: [{ quantity: "input-gradient", norm: "l2", sense: "at-sampled-points", bound: () => k }],
    },
    bind: () => statelessBinding({ penalty }),
  };
}

/** The stock gradients have none for comparisons, the completed ones do. */
function checkSecondOrder(): void {
  if (tf.getGradient("NotEqual") === undefined) {
    throw new Error(
      "gradientPenalty: needs gradients that are right to second order, received TensorFlow.js's own; " +
        "call startBackend or registerSecondOrderGradients of @lipschitz-gan/backend first",
    );
  }
}

function interpolates({ real, fake, random }: PenaltyContext): tf.Tensor {
  if (real.shape.join() !== fake.shape.join()) {
    throw new ShapeError("gradientPenalty", `of the fake batch equal to [${real.shape.join(", ")}]`, fake.shape);
  }
  const [batchSize = 0] = real.shape;
  const values = Float32Array.from({ length: batchSize }, () => random.uniform());
  const epsilon = tf.tensor(values, [batchSize, ...real.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(epsilon, real), tf.mul(tf.sub(1, epsilon), fake));
}

/** `‖∇ₓ D(xᵢ)‖₂` for each sample; the sum over the batch separates them, since no score depends on another sample. */
function gradientNorms(critic: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  const gradients = tf.grad((points: tf.Tensor) => tf.sum(critic(points)))(x);
  const squares = tf.sum(tf.square(gradients), [...gradients.shape.keys()].slice(1));
  // d√s/ds is infinite at 0: there the root of 1 is taken instead and multiplied away, which gives the subgradient 0.
  // A NaN is not equal to 0 and so stays NaN.
  const counts = tf.cast(tf.notEqual(squares, 0), "float32");
  return tf.mul(tf.sqrt(zeroToOne(squares)), counts);
}
