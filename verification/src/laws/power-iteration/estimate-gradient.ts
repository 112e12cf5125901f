import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { type Rows, rowsOf, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { bilinear, normalised } from "./support/float64.ts";
import { estimateError } from "./support/roundoff.ts";
import { blockTensor, leftTensor, rightTensor, values } from "./support/tensors.ts";

interface GradientCase {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly number[];
  readonly seed: number;
}

/**
 * Every entry of `u vᵀ` is one product, rounded once: no tolerance. Where two blocks are within their rounding of each other
 * either may attain the maximum, and where `uᵀWv` is within its own of zero either sign is right, and 0 between them.
 */
export const estimateGradient: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, GradientCase>({
  name: "estimate-gradient",
  statement:
    "The gradient of the estimate is u vᵀ with the sign of uᵀWv in the block that attains it and 0 in the others, for any u and v.",
  source: "Miyato et al. (2018), section 2.3: u and v are constants for the gradient",
  cases: fc.record({
    groups: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 5 }),
    entries: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 20, size: "max" }),
    seed: fc.nat(1e6),
  }),
  labels: ({ groups }) => [`groups: ${groups}`],
  measure: async ({ singularValueEstimate }, { groups, rows, columns, entries, seed }) => {
    const random = createRng(seed).stream("vectors");
    const unit = (length: number): number[] =>
      normalised(Array.from({ length }, () => random.normal())).map(Math.fround);
    const at = (g: number, i: number, j: number): number =>
      entries[((g * rows + i) * columns + j) % entries.length] ?? Number.NaN;
    const blocks = Array.from({ length: groups }, (_, g) => rowsOf(rows, columns, (i, j) => at(g, i, j)));
    const [u, v] = [blocks.map(() => unit(rows)), blocks.map(() => unit(columns))];
    const vectors = { u: leftTensor(u), v: rightTensor(v) };
    const gradient = tf.grad((x: tf.Tensor) => singularValueEstimate(x as tf.Tensor3D, vectors))(blockTensor(blocks)); // of rank 3
    const found = await values(gradient);
    const off = gradientsAllowed(blocks, u, v).map((wanted) => found.filter((x, i) => x !== wanted[i]).length);
    return [{ observed: Math.min(...off), allowed: 0, what: "entries of the gradient that differ from ±u vᵀ" }];
  },
});

/** All gradients that are right within the rounding of `uᵀWv`, flat in the order of the blocks' tensor. */
function gradientsAllowed(blocks: readonly Rows[], u: Rows, v: Rows): readonly (readonly number[])[] {
  const estimates = blocks.map((block, g) => {
    const [left, right] = [u[g] ?? [], v[g] ?? []];
    return { value: bilinear(block, left, right), roundoff: estimateError(block, left, right) };
  });
  const atLeast = Math.max(...estimates.map(({ value, roundoff }) => Math.abs(value) - roundoff));
  return estimates.flatMap(({ value, roundoff }, attaining) => {
    if (Math.abs(value) + roundoff < atLeast) return [];
    const signs = Math.abs(value) <= roundoff ? [1, -1, 0] : [Math.sign(value)];
    return signs.map((sign) =>
      blocks.flatMap((block, g) =>
        transposed(block).flatMap((column, j) =>
          column.map((_, i) => (g === attaining ? Math.fround(sign * (u[g]?.[i] ?? 0) * (v[g]?.[j] ?? 0)) : 0)),
        ),
      ),
    );
  });
}
