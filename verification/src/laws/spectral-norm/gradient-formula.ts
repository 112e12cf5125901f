import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { joined } from "../power-iteration/support/joined.ts";
import { values } from "../power-iteration/support/tensors.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";
import { type StagedCase, stagedCase, stagedLabels, showKernel } from "./support/kernel-case.ts";
import { kernelTensor, type OneLayer } from "./support/one-layer.ts";
import { errorOfShare, shareUsed } from "./support/share-used.ts";
import { type Staged, staged } from "./support/staged.ts";
import { nearest, wantedGradients } from "./support/wanted-gradient.ts";

interface GradientCase extends StagedCase {
  readonly k: number;
  /** G, the gradient with respect to W̄: whole numbers cycled through, or normal numbers of a seed. */
  readonly outer: { readonly integers: readonly number[] } | { readonly seed: number };
}

const gradientCase = (): fc.Arbitrary<GradientCase> =>
  joined(
    stagedCase(),
    fc.record({
      k: fc.constantFrom(1, 4, 0.3),
      outer: fc.oneof(
        { withCrossShrink: true },
        fc.record({ integers: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 6 }) }),
        fc.record({ seed: fc.nat(1e6) }),
      ),
    }),
  );

/** `∂⟨G, W̄⟩/∂W` as a subject computes it, with what it is made of. */
async function gradientAt(
  subject: SpectralNormFactory,
  given: GradientCase,
): Promise<Staged & { readonly g: Float32Array; readonly share: number; readonly found: readonly number[] }> {
  const at = await staged(subject, given, { k: given.k });
  fc.pre(at.facts.error < 0.25); // else rounding decides σ̂, and its sign
  const g = outerGradient(at.kernel, given.outer);
  const share = await shareUsed(subject, at.model, { ...at, share: given.k });
  return { ...at, g, share, found: await gradientOf(at.model, { ...at.kernel, values: g }) };
}

function outerGradient({ values: { length } }: WeightValues, outer: GradientCase["outer"]): Float32Array {
  if ("integers" in outer) {
    return Float32Array.from({ length }, (_, i) => outer.integers[i % outer.integers.length] ?? Number.NaN);
  }
  const random = createRng(outer.seed).stream("outer gradient");
  return Float32Array.from({ length }, () => random.normal());
}

/** `∂⟨G, W̄⟩/∂W`. */
export async function gradientOf({ critic, weight }: OneLayer, g: WeightValues): Promise<number[]> {
  const outer = kernelTensor(g);
  const { grads } = tf.variableGrads(
    () => critic.forward((pass) => tf.sum<tf.Scalar>(tf.mul(pass.weight(weight), outer))),
    [weight.variable],
  );
  return values(grads[weight.variable.name]!); // asked for
}

export const gradientFormula: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, GradientCase>({
  name: "gradient-formula",
  statement:
    "∂L/∂W = share · (G - ⟨G, W/σ⟩ ∇σ) / σ for G = ∂L/∂W̄, σ = |uᵀWv| and any u and v, converged or not; with W̄ / W for share / σ before the bracket.",
  source:
    "Miyato et al. (2018), eqs. 9–12; Keras and TF-Addons assign W / σ and lose the second term (TF-Addons issue 2414)",
  cases: gradientCase,
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { kernel, facts, g, share, found } = await gradientAt(subject, given);
    const entries = nearest(
      found,
      wantedGradients(kernel, facts, { values: g, relativeError: errorOfShare(subject) }, share),
    );
    return [worstEntry(entries, "∂L/∂W")];
  },
});

/** Each entry is allowed what `gradient-formula` allows it, so their sum with W is allowed the sum of these with |W|. */
export const gradientOrthogonal: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, GradientCase>({
  name: "gradient-orthogonal",
  statement: "⟨∂L/∂W, W⟩ = 0: W̄ does not change with the length of W.",
  source: "Euler's theorem for a function that is homogeneous of degree 0",
  cases: gradientCase,
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { kernel, facts, g, share, found } = await gradientAt(subject, given);
    const entries = nearest(
      found,
      wantedGradients(kernel, facts, { values: g, relativeError: errorOfShare(subject) }, share),
    );
    const [along, allowed] = kernel.values.reduce<[number, number]>(
      ([inner, limit], w, i) => [
        inner + w * (found[i] ?? Number.NaN),
        limit + Math.abs(w) * (entries[i]?.allowed ?? 0),
      ],
      [0, 0],
    );
    return [{ observed: Math.abs(along), allowed, what: "⟨∂L/∂W, W⟩" }];
  },
});
