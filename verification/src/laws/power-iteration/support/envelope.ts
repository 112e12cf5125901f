import { leadingProjection, type Svd } from "../../../oracles/svd.ts";
import { normalised } from "./float64.ts";

/** Where power iteration starts, and by how much each half of a round may turn a vector. */
export interface EnvelopeOptions {
  /** Number of rounds, at least 1. */
  readonly rounds: number;
  /** See `halfRoundError`; 0 for exact arithmetic. */
  readonly error: number;
}

/** Singular values that close together count as one: the SVD in float64 cannot tell their vectors apart. */
const SAME = 1e-9;

/**
 * A lower bound of `|W v_q| / σ₁` after q rounds from a start u₀, the larger of two. Both go by half rounds: a vector x
 * becomes `Wᵀx + e` or `Wx + e`, normalised, with `|e| <= ε σ₁`, 2q of them, of which v_q is the last but one.
 *
 * By the gap. Let c and s be cosine and sine of the angle θ between x and the leading singular space, and σ₂ = ρσ₁ the next
 * singular value. The part along the space becomes at least `σ₁ (c - ε)`, the rest at most `σ₁ (ρ s + ε)`, so
 * `tan θ' <= (ρ tan θ + ε/c) / (1 - ε/c)`, and `|W v_q| >= σ₁ cos θ`. Without rounding that is
 * `(1 + ρ^(4q-2) tan² θ₀)^(-1/2)`.
 *
 * Without a gap. Let α_j be the length of the jth product over σ₁. The lengths do not fall: with x_j after it,
 * `α_{j+1} + ε >= |Wᵀx_j| >= |⟨Wᵀx_j, x_{j-1}⟩| = |⟨x_j, α_j x_j - e⟩| >= α_j - ε` (and W in turn). And
 * `α_j c_j >= c_{j-1} - ε`, so, multiplied up, `Π α_j >= c₀ - 2q ε (1 + ε)^(2q)`. The last length is at least the mean of
 * them all less `(2q - 1) ε`, hence `|W v_q| / σ₁ >= (c₀ - 2q ε (1 + ε)^(2q))^(1/(2q)) - 2q ε`. Without rounding that is
 * `c₀^(1/(2q))`.
 *
 * @param of - decomposition of W, σ₁ > 0
 * @param start - u₀, of any length
 * @param options - rounds, rounding
 * @returns a number from 0 to 1
 */
export function envelope(of: Svd, start: ArrayLike<number>, { rounds, error }: EnvelopeOptions): number {
  const cosine = Math.min(1, leadingProjection(of, normalised(start), { within: SAME }));
  return (
    Math.max(0, byGap(cosine, ratioOfNext(of), { rounds, error }), withoutGap(cosine, { rounds, error })) -
    2 * rounds * SAME
  );
}

/** `ρ = σ₂ / σ₁`, where σ₂ is the largest singular value that does not count as σ₁; 0 if there is none. */
export function ratioOfNext({ sigmas }: Svd): number {
  const [first = Number.NaN] = sigmas;
  return (sigmas.find((sigma) => sigma < first * (1 - SAME)) ?? 0) / first;
}

function byGap(cosine: number, ratio: number, { rounds, error }: EnvelopeOptions): number {
  let tangent = Math.sqrt(1 - cosine ** 2) / cosine;
  for (let half = 1; half < 2 * rounds; half++) tangent = nextTangent(tangent, ratio, error);
  return cosineOf(tangent);
}

/**
 * A bound of `tan θ` after half a round, see {@link envelope}.
 *
 * @param tangent - before
 * @param ratio - σ₂ / σ₁
 * @param error - see `halfRoundError`
 */
export function nextTangent(tangent: number, ratio: number, error: number): number {
  const inCosines = error / cosineOf(tangent);
  return inCosines < 1 ? (ratio * tangent + inCosines) / (1 - inCosines) : Infinity;
}

/** `cos θ` of `tan θ`. */
export function cosineOf(tangent: number): number {
  return 1 / Math.sqrt(1 + tangent ** 2);
}

function withoutGap(cosine: number, { rounds, error }: EnvelopeOptions): number {
  const halves = 2 * rounds;
  const product = cosine - halves * error * (1 + error) ** halves;
  return product <= 0 ? 0 : product ** (1 / halves) - halves * error;
}
