import { createRng, kernelMatrix } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type Rows, rowsOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { norm } from "./support/float64.ts";
import { known } from "./support/matrix-run.ts";
import { normRoundoff, normsRoundoff, worstEstimateError } from "./support/roundoff.ts";
import { run, values } from "./support/tensors.ts";

interface StartVectorCase {
  readonly groups: number;
  readonly rows: number;
  readonly seed: number;
}

/** So many starts are looked at that what happens by chance once in `2^SEEDS` does not happen. */
const SEEDS = 40;

/**
 * By chance: a component of a normal vector has either sign with probability a half, so it has the same sign in 40 starts
 * once in 2^39, and some of at most 24 components once in 2^34.
 */
export const startVectors: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, StartVectorCase>({
  name: "start-vectors",
  statement:
    "A start vector has unit norm in every block, is the same for the same stream and another for another, and no component of it has a fixed sign.",
  source: "Kuczyński & Woźniakowski (1992): the guarantee of power iteration is that of a random start",
  share: 0.3,
  cases: fc.record({ groups: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 1, max: 6 }), seed: fc.nat(1e6) }),
  labels: ({ groups, rows }) => [`groups: ${groups}`, `rows: ${rows}`],
  measure: async ({ startVector }, { groups, rows, seed }) => {
    const view = kernelMatrix("depthwise", [1, 2, groups, rows])!; // a depthwise kernel has a matrix
    const draw = (of: number): Promise<number[]> => values(startVector(view, createRng(of).stream("u")));
    const starts = await Promise.all(Array.from({ length: SEEDS }, (_, i) => draw(seed + i)));
    const [first = [], second = []] = starts;
    const blockNorms = starts.flatMap((start) =>
      Array.from({ length: groups }, (_, g) => Math.abs(norm(start.slice(g * rows, (g + 1) * rows)) - 1)),
    );
    const fixed = first.filter(
      (_, i) => !starts.some((start) => (start[i] ?? 0) > 0) || !starts.some((start) => (start[i] ?? 0) < 0),
    );
    const isSame = rows > 1 && countDifferent(first, second) === 0;
    return [
      { observed: Math.max(...blockNorms), allowed: normRoundoff(rows), what: "|u| - 1 in a block" },
      {
        observed: countDifferent(await draw(seed), first),
        allowed: 0,
        what: "entries that differ for the same stream",
      },
      { observed: isSame ? 1 : 0, allowed: 0, what: "starts of different seeds that are the same" },
      { observed: fixed.length, allowed: 0, what: `components of one sign in ${SEEDS} starts` },
    ];
  },
});

interface TrapCase {
  /** What a start that is not random might be: all ones, an axis, or signs in turn. */
  readonly trap: "ones" | "axis" | "signs in turn";
  readonly rows: number;
  readonly seed: number;
}

/**
 * A matrix of two orthogonal columns, of which the second is the trap and the first, at least twice as long, is orthogonal to
 * it in whole numbers: a start along the trap has `Wᵀu = (0, ·)` without rounding, and stays for ever.
 */
export function trapMatrix({ trap, rows }: Pick<TrapCase, "trap" | "rows">): Rows {
  const along = (i: number): number => ({ ones: 1, axis: i === 0 ? 1 : 0, "signs in turn": 1 - 2 * (i % 2) })[trap];
  const large = Math.ceil(Math.sqrt(2 * rows));
  const across = (i: number): number =>
    trap === "axis" ? (i === 1 ? 2 : 0) : i < 2 ? large * along(1 - i) * (2 * i - 1) : 0;
  return rowsOf(rows, 2, (i, j) => (j === 0 ? across(i) : along(i)));
}

const TRAP_ROUNDS = 40;

/**
 * From a start at cosine c, 40 rounds at ρ <= 1/2 leave `ρ^158 / (2c²)`, below 2^-60 for `c >= 2^-48`; a random start has a
 * smaller c with probability `2^-48 √(2n/π)` at most. So nothing but rounding is left: that of the last round, and of the
 * estimate. Near convergence a half round errs by ε, of which `ρε` is left after the next: the tangent of v is at most
 * `ε / (1 - ρ)` and its loss the square of that; 2ε are allowed for u as in `convergence-envelope`.
 */
export const startEscapes: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, TrapCase>({
  name: "start-escapes",
  statement:
    "A start vector finds the leading singular value of matrices in which a fixed start is stuck at another for ever.",
  source: "[[2, -2], [1, 1]] from (1, 1) / √2 is stuck at √2 in place of 2√2",
  share: 0.3,
  cases: fc.record({
    trap: fc.constantFrom("ones", "axis", "signs in turn"),
    rows: fc.constantFrom(2, 4, 6, 8), // an even number, so that signs in turn sum to zero
    seed: fc.nat(1e6),
  }),
  labels: ({ trap, rows }) => [`trap: ${trap}`, `rows: ${rows}`],
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = known(trapMatrix(given));
    const view = kernelMatrix("dense", [2, given.rows])!; // a dense kernel has a matrix
    const start = await values(subject.startVector(view, createRng(given.seed).stream("u")));
    const found = await run(subject, [matrix], [start], TRAP_ROUNDS);
    const rounding = 2 * error + (2 * error) ** 2 + normsRoundoff(matrix) + worstEstimateError(matrix, sigma1);
    return [
      {
        observed: 1 - (found.at(-1)?.estimate ?? Number.NaN) / sigma1,
        allowed: rounding,
        what: `1 - σ̂ / σ₁ after ${TRAP_ROUNDS} rounds`,
      },
    ];
  },
});
