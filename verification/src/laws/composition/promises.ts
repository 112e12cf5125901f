import { type Promised, WeakenedGuaranteeError } from "@lipschitz-gan/core";
import type { LipschitzConstraint } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { matrixCase, matrixOf, type MatrixCase } from "../../arbitraries/matrix-case.ts";
import { type Rows, rowsOf, sizeOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { svd } from "../../oracles/svd.ts";
import { svdError, u32 } from "../weights/rounding.ts";
import {
  type Kept,
  measurePromises,
  realCase,
  type RealCase,
  realConstraint,
  type RealKind,
  realKinds,
  settled,
} from "./real-constraint.ts";
import { readMatrix, spiedCritic } from "./spied-critic.ts";
import type { CompositionSubject } from "./subject.ts";
import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

/** Whether a composition is taken without `allowWeakened`. */
function isTaken(subject: CompositionSubject, members: readonly LipschitzConstraint[]): boolean {
  try {
    subject.compose(...members);
    return true;
  } catch (error) {
    if (error instanceof WeakenedGuaranteeError) return false;
    throw error;
  }
}

/** Whether a guarantee still has a promise: that itself, or one of the same quantity and bound. */
function stillHas(promises: readonly Promised[], wanted: Promised, boundOf: (promised: Promised) => number): boolean {
  return promises.some((promised) => promised.quantity === wanted.quantity && boundOf(promised) === boundOf(wanted));
}

const holding = ({ promised, beyond, slack }: Kept): Measurement => ({
  observed: Math.max(0, beyond), // norms below their bound are as good
  allowed: slack,
  what: `${promised.quantity} beyond what is promised, relative`,
});

const isBroken = ({ beyond, slack }: Kept): boolean => !(beyond <= slack);

interface ListCase {
  readonly members: readonly RealCase[];
  readonly matrix: MatrixCase;
  /** The matrix is multiplied by this. */
  readonly scale: number;
  readonly seed: number;
}

/** A guarantee is worth what it says. */
export const promisesHold: Law<CompositionSubject> = defineLaw<CompositionSubject, ListCase>({
  name: "promises-hold",
  statement:
    "What the guarantee of a composition promises holds when measured; taken without allowWeakened it promises all that its members do.",
  source: "contract of compose; PyTorch-StudioGAN's check of exclusive options lets every pair pass (config.py)",
  share: 0.5,
  cases: fc.record({
    members: fc.array(realCase(), { minLength: 1, maxLength: 3 }),
    matrix: matrixCase({ maxRows: 5, maxColumns: 5, scales: "one" }),
    scale: fc.constantFrom(1, 100, 0.01),
    seed: fc.nat(1e6),
  }),
  labels: ({ members }) => [`members: ${members.length}`, ...new Set(members.map(({ kind }) => `has ${kind}`))],
  show: (given) => `${showMembers(given.members)}\n${showMatrix(scaled(given))}`,
  measure: async (subject, given) => {
    const matrix = scaled(given);
    const members = given.members.map(realConstraint);
    const all = members.flatMap(({ guarantee }) => guarantee.promises);
    const taken = isTaken(subject, members);
    const composition = subject.compose(...members, { allowWeakened: true });
    const { promises } = composition.guarantee;
    const critic = await settled(matrix, composition, given.seed);
    const boundOf = (promised: Promised): number => promised.bound(critic.weights[0]!, 1);
    const lost = all.filter((promised) => !stillHas(promises, promised, boundOf)).length;
    return [
      { observed: taken ? lost : 0, allowed: 0, what: "promises of members that are gone though all was taken" },
      ...(await measurePromises(critic, promises, sizeOf(matrix))).map(holding),
    ];
  },
});

function scaled({ matrix, scale }: ListCase): Rows {
  return matrixOf(matrix).map((row) => row.map((x) => Math.fround(x * scale)));
}

function showMembers(members: readonly RealCase[]): string {
  return members.map(({ kind, bound }) => `${kind} (${bound})`).join(", then ");
}

function showMatrix(matrix: Rows): string {
  return matrix.map((row) => `[${row.join(", ")}]`).join("\n");
}

interface PairCase {
  readonly first: RealKind;
  readonly matrix: Rows;
  readonly seed: number;
}

/**
 * The kinds that a kind is paired with: all, but for clipping twice, which is clipping at the smaller bound, so that both
 * keep their promises (that about the norm follows from the entries) though `compose` cannot know.
 */
function secondKinds(first: RealKind): readonly RealKind[] {
  return first === "weight-clipping" ? realKinds.filter((second) => second !== first) : realKinds;
}

/** A promise is given up for a reason. */
export const brokenMeansBroken: Law<CompositionSubject> = defineLaw<CompositionSubject, PairCase>({
  name: "broken-means-broken",
  statement:
    "Of a tight constraint and a loose one of any two kinds (but clipping twice), a promise is given up if and only if large entries break it, and the pair is refused if and only if one is.",
  source: "constraints do not commute: contract of compose and WeakenedGuaranteeError",
  share: 0.3,
  // Large entries, so that no weight fulfils a promise by accident: rows have norms, and norms of each row, above 4.
  cases: fc
    .tuple(
      fc.constantFrom(...realKinds),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.constantFrom(10, -20, 30, 11, -13), { minLength: 9, maxLength: 9 }),
      fc.nat(1e6),
    )
    .map(([first, rows, columns, entries, seed]): PairCase => ({
      first,
      matrix: rowsOf(rows, columns, (i, j) => entries[i * columns + j] ?? Number.NaN),
      seed,
    })),
  labels: ({ first }) => [`first: ${first}`],
  show: ({ first, matrix }) => `${first}, then another\n${showMatrix(matrix)}`,
  measure: async (subject, { first, matrix, seed }) => {
    const found: (readonly Measurement[])[] = [];
    for (const second of secondKinds(first)) found.push(await measurePair(subject, [first, second], matrix, seed));
    return found.flat();
  },
});

async function measurePair(
  subject: CompositionSubject,
  [first, second]: readonly [RealKind, RealKind],
  matrix: Rows,
  seed: number,
): Promise<readonly Measurement[]> {
  // Parametrizations nest, so the second decides what is read; a projection's promise can be broken from both sides.
  const isProjectedLast = second === "weight-clipping";
  const members = [
    realConstraint({ kind: first, bound: isProjectedLast ? "loose" : "tight" }),
    realConstraint({ kind: second, bound: isProjectedLast ? "tight" : "loose" }),
  ];
  const composition = subject.compose(...members, { allowWeakened: true });
  const critic = await settled(matrix, composition, seed);
  const boundOf = (promised: Promised): number => promised.bound(critic.weights[0]!, 1);
  const all = members.flatMap(({ guarantee }) => guarantee.promises);
  const measured = await measurePromises(critic, all, sizeOf(matrix));
  const keeps = ({ promised }: Kept): boolean => stillHas(composition.guarantee.promises, promised, boundOf);
  return [
    ...measured.map((kept): Measurement => ({
      observed: keeps(kept) === isBroken(kept) ? 1 : 0,
      allowed: 0,
      what: `${first}, then ${second}: ${kept.promised.quantity}, ${keeps(kept) ? "kept and broken" : "given up and not broken"}`,
    })),
    {
      observed: isTaken(subject, members) === measured.some(isBroken) ? 1 : 0,
      allowed: 0,
      what: measured.some(isBroken)
        ? `${first}, then ${second}, is taken and breaks a promise`
        : `${first}, then ${second}, is refused for nothing`,
    },
  ];
}

/** Clips what is read, and not the variable, as a constraint of a user's might. */
function clipOnRead(c: number): LipschitzConstraint {
  return {
    name: "clip-on-read",
    guarantee: {
      statement: "Every entry that is read is at most c.",
      promises: [{ quantity: "entry", norm: "l2", sense: "always", bound: () => Math.fround(c) }],
    },
    bind: () => ({
      parametrize: (_weight, value) => tf.clipByValue(value, -Math.fround(c), Math.fround(c)),
      state: () => ({}),
      dispose: () => {},
      [Symbol.dispose]: () => {},
    }),
  };
}

interface CornerCase {
  /** The corner of the matrix of ones is minus this, and it has one row and column more. */
  readonly corner: number;
  readonly exponent: number;
  readonly seed: number;
}

/** Clipping makes entries smaller and can make the norm larger. */
export const clippingRaisesTheNorm: Law<CompositionSubject> = defineLaw<CompositionSubject, CornerCase>({
  name: "clipping-raises-the-norm",
  statement:
    "Of the (k+1) × (k+1) matrix of ones with −k in a corner, normalised and then clipped at its ones, the norm is (√(k² + 6k + 1) + k − 1) / 2√(k(k + 1)), above 1; so spectral norm's promise is given up.",
  source:
    "on (a, b, …, b) the matrix acts as [[−k, k], [1, k]], whose eigenvalues are ±√(k(k+1)), and clipped as [[−1, k], [1, k]]",
  share: 0.2,
  cases: fc.record({
    corner: fc.integer({ min: 2, max: 7 }),
    exponent: fc.integer({ min: -20, max: 20 }),
    seed: fc.nat(1e6),
  }),
  labels: ({ corner }) => [`k: ${corner}`],
  measure: async (subject, { corner: k, exponent, seed }) => {
    const n = k + 1;
    const matrix = rowsOf(n, n, (i, j) => (i === 0 && j === 0 ? -k : 1) * 2 ** exponent);
    const [first = Number.NaN] = svd(matrix).sigmas;
    const normalises = spectralNorm({ kPerWeight: 1 });
    const clips = clipOnRead(2 ** exponent / first);
    const composition = subject.compose(normalises, clips, { allowWeakened: true });
    const critic = spiedCritic(matrix, composition, seed);
    const kernel = await readMatrix(critic);
    const [found = Number.NaN] = svd(rowsOf(n, n, (i, j) => kernel[j * n + i] ?? Number.NaN)).sigmas;
    const expected = raisedNorm(k);
    // All singular values of the matrix that are not zero are equal, so that any u gives σ₁ at once, but for rounding.
    const estimate = (2 * n * (0.5 + Math.SQRT2) + 4 + 2 * divisionRoundings() + 2 * rootRoundings()) * u32;
    const allowed = expected * (estimate + (1 + 2 * divisionRoundings()) * u32 + 3 * svdError(n, n));
    const promises = composition.guarantee.promises.filter(({ quantity }) => quantity === "spectral-norm");
    return [
      { observed: Math.abs(found - expected), allowed, what: "the norm after clipping" },
      { observed: promises.length, allowed: 0, what: "promises about the norm, which is broken" },
      {
        observed: isTaken(subject, [normalises, clips]) ? 1 : 0,
        allowed: 0,
        what: "a composition that breaks its promise",
      },
    ];
  },
});

function raisedNorm(k: number): number {
  return (Math.sqrt(k * k + 6 * k + 1) + k - 1) / (2 * Math.sqrt(k * (k + 1)));
}
