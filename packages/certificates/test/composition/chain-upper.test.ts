import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { chainUpper } from "../../src/composition/chain-upper.ts";
import type { RealMap } from "../../src/evaluation/real-map.ts";

/** A dense map whose enclosures are as wide as they are told to be. */
function dense(rows: readonly (readonly number[])[], radius: number): RealMap {
  const apply = (x: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => row.reduce((sum, entry, j) => sum + entry * (x[j] ?? 0), 0));
  return {
    inputShape: [rows[0]?.length ?? 0],
    outputShape: [rows.length],
    apply,
    adjoint: () => new Float64Array(),
    enclose: (x) => ({ middle: apply(x), radius: new Float64Array(rows.length).fill(radius) }),
  };
}

const normOf = (rows: readonly (readonly number[])[]): number =>
  new SingularValueDecomposition(new Matrix(rows.map((row) => [...row])), { autoTranspose: true }).norm2;

const matrix = (rows: number, columns: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

describe("chainUpper", () => {
  it("is the norm of the product, not the product of the norms", () => {
    fc.assert(
      fc.property(matrix(3, 4), matrix(2, 3), (first, second) => {
        const exact = normOf(new Matrix(second).mmul(new Matrix(first)).to2DArray());
        const links = [first, second].map((rows) => ({ map: dense(rows, 0), upper: normOf(rows) * (1 + 1e-9) }));
        const upper = chainUpper(links);
        expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-14)); // the oracle's own rounding
        expect(upper).toBeLessThanOrEqual(exact * (1 + 1e-6) + 1e-300);
      }),
    );
  });

  it("adds what the enclosures leave open, carried through the maps that follow", () => {
    const identity = [
      [1, 0],
      [0, 1],
    ];
    const links = [
      { map: dense(identity, 0.5), upper: 1 },
      { map: dense([[3, 0]], 0), upper: 3 },
    ];
    // Both columns may be off by 0.5·√2 after the first map, so by 3 times that after the second; with both, 3.
    expect(chainUpper(links)).toBeCloseTo(3 + 3, 6);
  });
});
