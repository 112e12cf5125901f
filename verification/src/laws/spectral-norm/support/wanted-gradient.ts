import { divisionRoundings, gamma } from "../../power-iteration/support/roundoff.ts";
import { u32 } from "../../weights/rounding.ts";
import type { Compared } from "./entrywise.ts";
import { positionsOf, type ViewedKernel } from "./matrix-view.ts";
import type { SigmaFacts } from "./sigma-facts.ts";

/** A gradient with respect to W̄, and by how much each entry may be off. */
export interface OuterGradient {
  readonly values: ArrayLike<number>;
  /** Relative error of all entries; 0 if they are exact. */
  readonly relativeError?: number;
}

/**
 * The gradient that the paper gives, with each entry's rounding, for every block that may attain the maximum.
 *
 * `∂L/∂W = share/σ (G - s ⟨G, W/σ⟩ ∇)` with s the sign of uᵀWv and ∇ its gradient, u vᵀ; where an entry of the kernel stands in several
 * places of the matrix, as in that of a convolution, the sum over them. Exact algebra for any u and v. With Λ = ⟨|G|, |W|⟩
 * / σ, κ the relative error of σ̂, and D the roundings of a division:
 *
 * - the first term, `G / fl(σ̂ / share)`: two divisions and the share, `(1 + γ_{2D+1}) / (1 - κ) - 1` of itself;
 * - the second, at most `share/σ Λ |u_i v_j|`: a sum of N products, N being all entries of the kernel (N roundings); a division
 *   by the square of `fl(σ̂ / share)` (twice D + 1 and κ, and one for the square); by the share (D + 1); times u_i and v_j; and the sum
 *   over P places: N + 4D + 5 + P and twice κ, of the sum of all `|u_i v_j|`. Not |λ| but Λ, since the sum that λ is may cancel;
 * - their sum: one more.
 *
 * @param kernel - W
 * @param facts - σ, u and v
 * @param outer - G
 * @param share - of k
 * @returns the entries wanted, for each block that may attain the maximum; `found` is to be filled in by `compared`
 * @see Miyato et al. (2018), eqs. 9–12, https://arxiv.org/abs/1802.05957
 */
export function wantedGradients(
  kernel: ViewedKernel,
  facts: SigmaFacts,
  { values: g, relativeError = 0 }: OuterGradient,
  share: number,
): readonly (readonly Omit<Compared, "found">[])[] {
  const { sigma, error, vectors } = facts;
  const w = kernel.values;
  const inner = sum(w, (x, i) => (g[i] ?? Number.NaN) * x) / sigma;
  const size = sum(w, (x, i) => Math.abs((g[i] ?? Number.NaN) * x)) / sigma;
  const division = divisionRoundings();
  const ofG = ((1 + gamma(2 * division + 1)) * (1 + relativeError)) / (1 - error) - 1;
  return facts.attaining.map(({ block, sign }) => {
    const { outer, absolute, most } = outerProduct(kernel, block, vectors.u[block] ?? [], vectors.v[block] ?? []);
    const ofLambda = ((1 + gamma(w.length + 4 * division + 5 + most)) * (1 + relativeError)) / (1 - error) ** 2 - 1;
    return Array.from(w, (_, i) => {
      const [gi, uv, absoluteUv] = [g[i] ?? Number.NaN, outer[i] ?? Number.NaN, absolute[i] ?? Number.NaN];
      const wanted = (share / sigma) * (gi - sign * inner * uv);
      const terms = Math.abs(gi) * ofG + size * absoluteUv * ofLambda;
      const last = u32 * (Math.abs(gi) + size * absoluteUv);
      return { wanted, allowed: (share / sigma) * (terms + last * (1 + ofLambda)) + UNDERFLOW };
    });
  });
}

/** Products of numbers near 1 do not come near it; a zero gradient may be subnormal by what is left of a cancellation. */
const UNDERFLOW = 2 ** -140;

/** The gradient of `uᵀWv` in one block. */
interface OuterProduct {
  /** `u vᵀ`, summed up over the places of each entry of the kernel, in the kernel's own layout; zero in the other blocks. */
  readonly outer: Float64Array;
  /** The same of absolute values. */
  readonly absolute: Float64Array;
  /** The most places that an entry has; 1 in the paper's matrix. */
  readonly most: number;
}

function outerProduct(kernel: ViewedKernel, block: number, u: readonly number[], v: readonly number[]): OuterProduct {
  const [outer, absolute, places] = [0, 1, 2].map(() => new Float64Array(kernel.values.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]; // three
  for (const [i, row] of (positionsOf(kernel)[block] ?? []).entries()) {
    for (const [j, position] of row.entries()) {
      if (position < 0) continue;
      const product = (u[i] ?? Number.NaN) * (v[j] ?? Number.NaN);
      outer[position] = (outer[position] ?? 0) + product;
      absolute[position] = (absolute[position] ?? 0) + Math.abs(product);
      places[position] = (places[position] ?? 0) + 1;
    }
  }
  return { outer, absolute, most: Math.max(1, ...places) };
}

/** The wanted gradient that comes nearest to the found one, entry by entry. */
export function nearest(
  found: ArrayLike<number>,
  wanted: readonly (readonly Omit<Compared, "found">[])[],
): readonly Compared[] {
  const all = wanted.map((entries) => entries.map((entry, i) => ({ ...entry, found: found[i] ?? Number.NaN })));
  return all.reduce((one, other) => (miss(other) < miss(one) ? other : one));
}

function miss(entries: readonly Compared[]): number {
  return Math.max(...entries.map((entry) => Math.abs(entry.found - entry.wanted) / entry.allowed));
}

function sum(of: Float32Array, term: (x: number, i: number) => number): number {
  return of.reduce((total, x, i) => total + term(x, i), 0);
}
