import { createRng, type SingularVectors } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { rowsOf } from "../../arbitraries/rows.ts";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { normalised } from "./support/float64.ts";
import { blockTensor, leftTensor, readVectors, rightTensor, values } from "./support/tensors.ts";

interface SpoiltCase {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  /** The block that is spoilt, and which of its entries. */
  readonly block: number;
  readonly entry: number;
  /** What makes the block unusable: one entry, or all of them zero. */
  readonly by: "zero" | "NaN" | "Infinity" | "-Infinity";
  /** Left vectors are axes, of which all entries but one are zero, or random. */
  readonly vectors: "axes" | "random";
  readonly seed: number;
}

const spoiltCase = (): fc.Arbitrary<SpoiltCase> =>
  fc.record({
    groups: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 7 }),
    block: fc.nat(2),
    entry: fc.nat(34),
    by: fc.constantFrom("zero", "NaN", "Infinity", "-Infinity"),
    vectors: fc.constantFrom("axes", "random"),
    seed: fc.nat(1e6),
  });

/** Blocks, one of them spoilt, and vectors to go with them. */
function spoilt({ groups, rows, columns, block, entry, by, vectors, seed }: SpoiltCase): {
  readonly blocks: readonly Rows[];
  readonly bad: number;
  readonly u: Rows;
  readonly v: Rows;
} {
  const random = createRng(seed).stream("blocks");
  const bad = block % groups;
  const position = entry % (rows * columns);
  const blocks = Array.from({ length: groups }, (_, g) =>
    rowsOf(rows, columns, (i, j) => {
      const value = Math.fround(random.normal());
      if (g !== bad) return value;
      if (by === "zero") return 0;
      return i * columns + j === position ? Number(by) : value;
    }),
  );
  const unit = (length: number): number[] =>
    normalised(
      Array.from({ length }, (_, i) => (vectors === "axes" ? (i === seed % length ? 1 : 0) : random.normal())),
    ).map(Math.fround);
  return { blocks, bad, u: blocks.map(() => unit(rows)), v: blocks.map(() => unit(columns)) };
}

export const keepsVectors: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, SpoiltCase>({
  name: "keeps-vectors",
  statement:
    "A block of zeros, or with an entry that is not finite, keeps the vectors that it had, and the other blocks move on.",
  source: "torch.nn.utils.spectral_norm on a zero matrix: NaN for ever (pytorch issue 20192)",
  cases: spoiltCase(),
  labels: ({ groups, by, vectors }) => [`groups: ${groups}`, `by: ${by}`, `vectors: ${vectors}`],
  measure: async (subject, given) => {
    const { blocks, bad, u, v } = spoilt(given);
    const before: SingularVectors = { u: leftTensor(u), v: rightTensor(v) };
    const after = await readVectors(subject.powerIteration(blockTensor(blocks), before));
    const stuck = blocks.filter(
      (_, g) => g !== bad && countDifferent(after.u[g] ?? [], u[g] ?? []) === 0 && given.rows > 1,
    );
    const notFinite = [...after.u.flat(), ...after.v.flat()].filter((x) => !Number.isFinite(x));
    return [
      {
        observed: countDifferent(after.u[bad] ?? [], u[bad] ?? []),
        allowed: 0,
        what: "entries of u that have changed",
      },
      {
        observed: countDifferent(after.v[bad] ?? [], v[bad] ?? []),
        allowed: 0,
        what: "entries of v that have changed",
      },
      { observed: stuck.length, allowed: 0, what: "usable blocks whose u has not moved" },
      { observed: notFinite.length, allowed: 0, what: "entries of u and v that are not finite" },
    ];
  },
});

export const notFiniteShows: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, SpoiltCase>({
  name: "not-finite-shows",
  statement:
    "An entry that is not finite makes the estimate not finite, NaN makes it NaN, and zeros alone make it zero.",
  source: "a NaN that is hidden by max, or replaced by 0, lets training go on with a broken weight",
  cases: spoiltCase(),
  labels: ({ groups, by, vectors }) => [`groups: ${groups}`, `by: ${by}`, `vectors: ${vectors}`],
  measure: async (subject, given) => {
    const { blocks, u, v } = spoilt({ ...given, groups: given.by === "zero" ? 1 : given.groups });
    const vectors = { u: leftTensor(u), v: rightTensor(v) };
    const [estimate = 0] = await values(subject.singularValueEstimate(blockTensor(blocks), vectors));
    const isRight =
      { zero: estimate === 0, NaN: Number.isNaN(estimate) }[given.by as "zero"] ?? !Number.isFinite(estimate);
    return [{ observed: isRight ? 0 : 1, allowed: 0, what: `the estimate is ${estimate}` }];
  },
});
