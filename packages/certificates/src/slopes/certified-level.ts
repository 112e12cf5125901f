import { estimateLevel } from "./estimate-level.ts";
import { factorRows, type Skyline } from "./skyline-cholesky.ts";
import { powerOfTwo, type SlopeChain } from "./slope-chain.ts";
import { slopeForm, slopeFormOffsets } from "./slope-form.ts";
import { slopeFormError } from "./slope-form-error.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * A square L² of a Lipschitz constant that these multipliers prove, nearly the smallest.
 *
 * The quadratic form of {@link slopeForm} is scaled by powers of two to a diagonal in [1, 4), about, and a margin c is taken off its
 * diagonal. If the floating Cholesky factorization of what is left, B, of n rows, completes, then `B + E = R Rᵀ` with
 * `|E_ij| <= κ √(B_ii B_jj)`, `κ = γ(n + 1) / (1 − γ(n + 1))`, so that B has no eigenvalue below `−κ tr B`. So c is `κ tr` plus the
 * largest error of a row of the form ({@link slopeFormError}) plus 2^-50 for the roundings of c and of the diagonal and for what underflows, and all
 * this four times, so that a program with other, likewise sound, margins accepts it too.
 *
 * The last rows only, those of the input, depend on L², so that all others are factored once.
 *
 * @param chain - a dense network, scaled so that its entries are near 1
 * @param multipliers - λ >= 0, for each activation one number for each unit
 * @returns L², or null if these multipliers prove nothing
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., theorems 10.3 and 10.5
 * @see Rump (2006), Verification of positive definiteness, BIT 46, 433-452
 *
 * @internal
 */
export function certifiedLevel(chain: SlopeChain, multipliers: readonly Float64Array[]): number | null {
  const guess = estimateLevel(chain, multipliers);
  const form = slopeForm(chain, multipliers);
  const start = slopeFormOffsets(chain)[0] ?? 0;
  const scale = diagonalScale(form, start, guess);
  if (scale === null) return null;
  scaleForm(form, scale);
  // Levels are tried up to twice the guess.
  const error = slopeFormError(chain, multipliers, scale, guess * 2);
  const margin = marginOf(form, error, scale, start, guess * 2);
  const { size, values } = form;
  for (let i = 0; i < start; i++) values[i * (size + 1)] = (values[i * (size + 1)] as number) - margin;
  if (!factorRows(form, 0, start)) return null;
  const bare = values.slice(start * size);
  factorRows(form, start, size, [0, start]);
  const test = (level: number): boolean => {
    for (let i = start; i < size; i++) {
      const row = i * size;
      values.set(bare.subarray(row - start * size + start, row - start * size + i + 1), row + start);
      const own = scale[i] as number;
      values[row + i] = (values[row + i] as number) + level * own * own - margin;
    }
    return factorRows(form, start, size, [start, size]);
  };
  return smallestAccepted(test, guess);
}

/** Powers of two that bring the diagonal into [1, 4). */
function diagonalScale({ size, values }: Skyline, start: number, level: number): Float64Array | null {
  const scale = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const diagonal = (values[i * (size + 1)] as number) + (i < start ? 0 : level);
    if (!(diagonal > 2 ** -300 && diagonal < 2 ** 300)) return null;
    scale[i] = 1 / powerOfTwo(Math.sqrt(diagonal));
  }
  return scale;
}

function scaleForm({ size, values, first }: Skyline, scale: Float64Array): void {
  for (let i = 0; i < size; i++) {
    for (let j = first[i] as number; j <= i; j++) {
      values[i * size + j] = (values[i * size + j] as number) * (scale[i] as number) * (scale[j] as number);
    }
  }
}

/**
 * c of {@link certifiedLevel}, for all levels up to one.
 *
 * @param form - scaled, without L²
 * @param error - of each row, see {@link slopeFormError}
 * @param scale - the diagonal of D
 * @param start - the first row of the input
 * @param level - the largest L²
 *
 * @internal
 */
export function marginOf(
  { size, values }: Skyline,
  error: Float64Array,
  scale: Float64Array,
  start: number,
  level: number,
): number {
  const gamma = ((size + 1) * 2 ** -53) / (1 - (size + 1) * 2 ** -53);
  let widest = 0;
  let trace = 0;
  for (let i = 0; i < size; i++) {
    widest = Math.max(widest, error[i] as number);
    trace += Math.abs(values[i * (size + 1)] as number);
    if (i >= start) trace += level * (scale[i] as number) * (scale[i] as number);
  }
  return 4 * ((gamma / (1 - gamma)) * trace + widest + 2 ** -50);
}

/** Raises the level until it is accepted, then halves the distance to the last that was not. */
function smallestAccepted(test: (level: number) => boolean, start: number): number | null {
  let rejected = start;
  let accepted = start;
  for (let excess = 1e-8; ; excess *= 8) {
    if (excess > 1) return null;
    accepted = start * (1 + excess);
    if (test(accepted)) break;
    rejected = accepted;
  }
  for (let step = 0; step < 6 && accepted - rejected > 1e-7 * rejected; step++) {
    const middle = (accepted + rejected) / 2;
    if (test(middle)) accepted = middle;
    else rejected = middle;
  }
  return accepted;
}
