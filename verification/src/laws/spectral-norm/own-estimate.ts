import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { joined } from "../power-iteration/support/joined.ts";
import { gamma, divisionRoundings } from "../power-iteration/support/roundoff.ts";
import { tiny32 } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { type Compared, worstEntry } from "./support/entrywise.ts";
import { type StagedCase, stagedCase, stagedLabels, showKernel } from "./support/kernel-case.ts";
import { barOf } from "./support/one-layer.ts";
import type { SigmaFacts } from "./support/sigma-facts.ts";
import { staged } from "./support/staged.ts";

interface EstimateCase extends StagedCase {
  readonly k: number;
}

export const ownEstimate: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, EstimateCase>({
  name: "own-estimate",
  statement:
    "W̄ = share · W / |uᵀWv| with the u and v of the state, at once after constrain, after updates, and when W has moved since.",
  source: "Miyato et al. (2018), eqs. 8 and 19; Keras normalises only from the first training call on",
  appliesTo: dividesByEstimate,
  cases: () => joined(stagedCase({ scales: "all" }), fc.record({ k: fc.constantFrom(1, 3, 0.5) })),
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { model, kernel, facts } = await staged(subject, given, { k: given.k });
    fc.pre(facts.error < 0.25); // else rounding decides what is divided by
    return [worstEntry(barEntries(kernel, facts, given.k, await barOf(model)), "W̄ against share · W / |uᵀWv|")];
  },
});

/**
 * The entries of W̄ against `share · W / |uᵀWv|`, or against W where that is zero.
 *
 * `W / fl(σ̂ / fl(share))`: σ̂ is off by its relative error κ, hence the quotient by a factor of `1 / (1 - κ)` at most; two
 * divisions and the share are rounded, and 2^-150 is what a subnormal quotient or entry of W̄ is off by.
 */
export function barEntries(
  kernel: WeightValues,
  facts: SigmaFacts,
  share: number,
  bar: readonly number[],
): readonly Compared[] {
  const sigma = facts.sigma === 0 ? 1 : facts.sigma;
  const error = facts.sigma === 0 ? 0 : facts.error;
  const relative = (1 + gamma(2 * divisionRoundings() + 1)) / (1 - error - (share * tiny32) / sigma) - 1;
  return Array.from(kernel.values, (w, i) => {
    const wanted = (share / sigma) * w;
    return { found: bar[i] ?? Number.NaN, wanted, allowed: relative * Math.abs(wanted) + tiny32 };
  });
}
