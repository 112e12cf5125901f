import { createRng, type SingularVectors } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type Rows, rowsOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { mirroredRounds } from "./support/amplified-error.ts";
import { bilinear, distance } from "./support/float64.ts";
import { known } from "./support/matrix-run.ts";
import { estimateError, normRoundoff, normsRoundoff, oneEntryError } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { blockTensor, leftTensor, rightTensor, run, values } from "./support/tensors.ts";

interface BlocksCase {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** The blocks are multiplied by powers of this, so that one leads by much or by little. */
  readonly ratio: number;
}

function randomBlocks({ groups, rows, columns, seed, ratio }: BlocksCase): readonly Rows[] {
  const random = createRng(seed).stream("blocks");
  const order = [...random.permutation(groups)];
  return order.map((place) => rowsOf(rows, columns, () => Math.fround(random.normal() * ratio ** place)));
}

const blocksCase = (): fc.Arbitrary<BlocksCase> =>
  fc.record({
    groups: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(1e6),
    ratio: fc.constantFrom(1, 0.5, 2 ** -20),
  });

const blockLabels = ({ groups, ratio }: BlocksCase): readonly string[] => [`groups: ${groups}`, `ratio: ${ratio}`];

export const blocksAreApart: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, BlocksCase>({
  name: "blocks-are-apart",
  statement:
    "Every block has vectors of its own, which move as if it were alone; the estimate is the largest of theirs.",
  source:
    "the singular vectors of a block diagonal matrix are those of its blocks; each half round mirrored in float64",
  cases: blocksCase(),
  labels: blockLabels,
  measure: async (subject, given) => {
    const blocks = randomBlocks(given);
    const starts = await Promise.all(blocks.map((block, g) => startOf(subject, block, { seed: given.seed + g })));
    const [found] = await run(subject, blocks, starts, 1);
    const alone = blocks.map((block, g) => {
      const [u = [], v = []] = [found?.vectors.u[g], found?.vectors.v[g]];
      const { sigma1, error } = known(block);
      const [mirror] = mirroredRounds(block, starts[g] ?? [], { rounds: 1, sigma1, error });
      return { u, v, mirror, value: Math.abs(bilinear(block, u, v)), roundoff: estimateError(block, u, v) };
    });
    const largest = Math.max(...alone.map(({ value }) => value));
    return [
      ...alone.map(({ u, mirror }, g) => ({
        observed: distance(u, mirror?.u ?? []),
        allowed: (mirror?.errorOfU ?? 0) + normRoundoff(given.rows),
        what: `u of block ${g} against that of the block alone`,
      })),
      {
        observed: Math.abs((found?.estimate ?? Number.NaN) - largest),
        allowed: Math.max(...alone.map(({ roundoff }) => roundoff)),
        what: `the estimate against ${largest}, the largest over the blocks`,
      },
    ];
  },
});

interface WeakBlockCase {
  /** Scalar blocks, one kernel for each time. */
  readonly kernels: readonly (readonly number[])[];
  /** Rounds with each kernel. */
  readonly rounds: number;
}

/**
 * Blocks of one number have σ = |w|, and vectors ±1 that no rounding touches: no tolerance. With one pair for the whole matrix,
 * the share of a weak block in u is `(w / w_max)^(2q)` after q rounds, and 0 in float32 soon.
 */
export const weakBlock: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, WeakBlockCase>({
  name: "weak-block",
  statement: "A block that was weak for long leads in the very round in which it has grown.",
  source: "one pair of vectors for a block diagonal matrix forgets its weaker blocks",
  share: 0.5,
  cases: fc.integer({ min: 2, max: 4 }).chain((groups) =>
    fc.record({
      kernels: fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: groups, maxLength: groups }), {
        minLength: 2,
        maxLength: 4,
      }),
      rounds: fc.constantFrom(1, 5, 60),
    }),
  ),
  labels: ({ kernels, rounds }) => [
    `rounds: ${rounds}`,
    `leader changes: ${new Set(kernels.map(leader)).size > 1 ? "yes" : "no"}`,
  ],
  measure: async (subject, { kernels, rounds }) => {
    const ones = (kernels[0] ?? []).map(() => [1]);
    let vectors: SingularVectors = { u: leftTensor(ones), v: rightTensor(ones) };
    const found: number[] = [];
    for (const kernel of kernels) {
      const blocks = blockTensor(kernel.map((w) => [[w]]));
      vectors = subject.powerIteration(blocks, vectors);
      const [estimate = Number.NaN] = await values(subject.singularValueEstimate(blocks, vectors));
      found.push(estimate);
      for (let round = 1; round < rounds; round++) vectors = subject.powerIteration(blocks, vectors);
    }
    return kernels.map((kernel, i) => ({
      observed: Math.abs((found[i] ?? Number.NaN) - largestOf(kernel)),
      allowed: oneEntryError() * largestOf(kernel),
      what: `σ̂ of kernel ${i + 1} of ${kernels.length}`,
    }));
  },
});

const largestOf = (kernel: readonly number[]): number => Math.max(...kernel.map(Math.abs));
const leader = (kernel: readonly number[]): number => kernel.findIndex((w) => Math.abs(w) === largestOf(kernel));

export const blockDiagonal: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, BlocksCase>({
  name: "block-diagonal",
  statement: "The estimate never exceeds the largest singular value of the block diagonal matrix.",
  source: "the norm of a block diagonal matrix is the largest of its blocks', neither their sum nor their product",
  cases: blocksCase(),
  share: 0.5,
  labels: blockLabels,
  measure: async (subject, given) => {
    const blocks = randomBlocks(given);
    const [rows, columns] = [given.rows, given.columns];
    const whole = rowsOf(given.groups * rows, given.groups * columns, (i, j) =>
      Math.floor(i / rows) === Math.floor(j / columns)
        ? (blocks[Math.floor(i / rows)]?.[i % rows]?.[j % columns] ?? 0)
        : 0,
    );
    const { sigma1 } = known(whole);
    const starts = await Promise.all(blocks.map((block, g) => startOf(subject, block, { seed: given.seed + g })));
    const [found] = (await run(subject, blocks, starts, 4)).slice(-1);
    const own = blocks.map((block, g) => estimateError(block, found?.vectors.u[g] ?? [], found?.vectors.v[g] ?? []));
    return [
      {
        observed: (found?.estimate ?? Number.NaN) - sigma1,
        allowed: normsRoundoff(blocks[0] ?? []) * sigma1 + Math.max(...own),
        what: `σ̂ - σ₁ of the whole matrix, σ₁ = ${sigma1}`,
      },
    ];
  },
});
