import { type BoundConstraint, type ConstrainedWeight, detach, type Rng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { bindPairs } from "./bind-pairs.ts";
import { type CertifiedFactor, certifiedFactor } from "./certified-factor.ts";
import { timesPowerOfTwo } from "./power-of-two.ts";
import type { SpectralNormSettings } from "./spectral-norm-settings.ts";
import { zeroToOne } from "./zero-to-one.ts";

/**
 * Spectral normalisation by a proven upper bound, mode `"certified"`.
 *
 * The value follows from the kernel alone; the pairs of singular vectors serve the gradient.
 *
 * @param weights - kernels of layers at known places
 * @param rng - streams of the start vectors
 * @param settings - scale and rounds
 * @returns the binding
 * @throws RangeError if a weight has not been read before, on a backend that cannot be read at once
 * @internal
 */
export function certifiedBinding(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  { scale, powerIterations }: SpectralNormSettings,
): BoundConstraint {
  const factors = new Map(weights.map((weight) => [weight, rememberedFactor(weight, scale)]));
  const factorOf = (weight: ConstrainedWeight, value: tf.Tensor): CertifiedFactor =>
    (factors.get(weight) ?? rememberedFactor(weight, scale))(readAtOnce(weight, value));
  return bindPairs(weights, rng, powerIterations, {
    seen: (weight, value) => timesPowerOfTwo(value, factorOf(weight, value).exponent),
    normalised: (weight, value, pairs) => {
      const factor = factorOf(weight, value);
      const sigma = pairs.estimate(timesPowerOfTwo(value, factor.exponent));
      const norm = zeroToOne(tf.where(tf.isFinite(sigma), sigma, Number.NaN));
      // Times 1, whose gradient is that of σ over σ. WGSL lets a number over itself be another number than 1, and what is
      // proven would be lost: a difference from itself is 0 everywhere.
      const ratio = tf.div(detach(norm), norm);
      return tf.mul(multiplied(value, factor), tf.add(1, tf.sub(ratio, detach(ratio))));
    },
  });
}

/** The factor of the last values that were asked for: a weight is read several times between two steps. */
function rememberedFactor({ operators }: ConstrainedWeight, scale: number): (values: Float32Array) => CertifiedFactor {
  let last: { readonly values: Float32Array; readonly factor: CertifiedFactor } | undefined;
  return (values) => {
    if (last === undefined || !areSame(last.values, values)) {
      const geometries = operators.map(({ geometry }) => geometry);
      last = { values: values.slice(), factor: certifiedFactor(values, geometries, scale) };
    }
    return last.factor;
  };
}

/** Compared by value, and not by the tensor's identity: a composition makes a new tensor of the same values at each read. */
function areSame(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false; // NaN is never the same
  return true;
}

function readAtOnce({ name }: ConstrainedWeight, value: tf.Tensor): Float32Array {
  try {
    return value.dataSync<"float32">();
  } catch (error) {
    if (tf.getBackend() !== "webgpu") throw error;
    throw new RangeError(
      `spectralNorm: ${name} must have been read before mode "certified" uses it on webgpu, which cannot be read at once, ` +
        `received values that were not; await readWeights(model) after each change of the weights, let no other ` +
        `parametrization come before, or take mode "operator"`,
      { cause: error },
    );
  }
}

/** `fl32(c W)`, each product rounded once, on the host: what was proven speaks of exactly these numbers. */
function multiplied(value: tf.Tensor, { mantissa, exponent }: CertifiedFactor): tf.Tensor {
  const product = tf.customGrad((...[given]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const x = given as tf.Tensor; // the callback's arguments are typed as tensors or savers; the first is the tensor
    const factor = mantissa * 2 ** exponent;
    const entries = x.dataSync();
    const products = new Float32Array(entries.length); // rounds what is put into it
    for (let i = 0; i < entries.length; i++) products[i] = factor * (entries[i] ?? Number.NaN);
    return {
      value: tf.tensor(products, x.shape),
      gradFunc: (dy: tf.Tensor) => timesPowerOfTwo(tf.mul(dy, mantissa), exponent),
    };
  });
  return product(value);
}
